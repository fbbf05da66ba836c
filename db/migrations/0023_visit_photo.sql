-- Pictures of what a facilitator saw, beside her report.
alter table document add column visit_id bigint references visit;
alter table document drop constraint document_kind_check;
alter table document add check (kind in ('statute', 'licence', 'bank',
    'identity', 'other', 'photo'));
alter table document add check ((kind = 'photo') = (visit_id is not null));
create index document_visit on document (visit_id)
    where visit_id is not null;
