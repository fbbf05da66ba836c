-- Visits as facilitators' devices tell of them: a plan keeps its own name when
-- its report comes under another, and a report that gave way to another stays.

alter table visit
    add column plan_client_id text unique
        check (length(plan_client_id) between 8 and 64),
    drop constraint visit_state_check,
    drop constraint visit_check,
    drop constraint visit_check1,
    drop constraint visit_check2,
    add constraint visit_state_check check (state in ('planned', 'done',
        'cancelled', 'void')),
    add constraint visit_done_check
        check ((state in ('done', 'void')) = (done_on is not null)),
    add constraint visit_told_check
        check ((state in ('done', 'void')) = (report is not null)),
    add constraint visit_why_check
        check ((state in ('cancelled', 'void')) = (cancelled_why is not null));
comment on column visit.plan_client_id is
    'The name that planned it; client_id is the one of its report, once told';
comment on column visit.state is
    'void: reported, and another report of the same visit was chosen';
create index visit_facilitator_done on visit (facilitator_id, done_on)
    where state = 'done';
