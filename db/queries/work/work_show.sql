-- Jobs that failed for good or wait too long, for admins and auditors.
select work_document()
