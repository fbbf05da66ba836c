-- Who may do what: grants of each database role and row-level security.
-- Applied after every migration; safe to apply again. Starts from nothing.

do $$
declare
	thing record;
begin
	revoke all on all tables in schema public from hamyar_service,
	    hamyar_jobs, hamyar_definer;
	revoke all on all sequences in schema public from public;
	revoke all on schema public from public;
	-- Functions of extensions belong to the superuser and are harmless.
	for thing in select p.oid::regprocedure as name, p.prosecdef as definer
	    from pg_proc p
	    where p.pronamespace = 'public'::regnamespace
	        and not exists (select from pg_depend d where d.objid = p.oid
	            and d.deptype = 'e') loop
		execute format('revoke all on function %s from public', thing.name);
		execute format('grant execute on function %s to hamyar_definer',
		    thing.name);
		if thing.definer then
			execute format('alter function %s owner to hamyar_definer',
			    thing.name);
		end if;
	end loop;
	-- Every policy is written anew below; one that is gone is gone.
	for thing in select policyname, tablename from pg_policies
	    where schemaname = 'public' loop
		execute format('drop policy %I on %I', thing.policyname,
		    thing.tablename);
	end loop;
end
$$;

-- The functions people's requests run inside; never the schema's shape.
grant select, insert, update, delete on all tables in schema public
    to hamyar_definer;
grant usage on all sequences in schema public to hamyar_definer;
do $$
begin
	if to_regclass('schema_migration') is not null then
		revoke all on schema_migration from hamyar_definer;
	end if;
end
$$;
revoke update, delete on group_history, product_history, parcel_history,
    member_history, group_statute, access_log, order_line, group_grade_month,
    assessment_form from hamyar_definer;
-- The account book: entries come, and nothing goes.
revoke update, delete on ledger_entry, ledger_leg, ledger_seal,
    ledger_account_kind, ledger_period, settlement_row from hamyar_definer;
-- An invoice is what it was; its number was given once.
revoke update, delete on invoice, invoice_line from hamyar_definer;
revoke delete on invoice_serial from hamyar_definer;
revoke delete on ledger_book, ledger_account from hamyar_definer;
revoke update, delete on refund_part, return_line from hamyar_definer;
revoke delete on assessment, payment, payout, payout_batch, refund, parcel,
    parcel_return, shop_order, account, visit from hamyar_definer;
revoke update, delete on savings_cycle, savings_fine, savings_meeting,
    savings_presence, savings_loan, savings_loan_event, savings_motion,
    savings_share from hamyar_definer;
grant update (ended_on) on savings_cycle to hamyar_definer;
grant update (meeting_id, head, hash, told_at, reversed_at, reversed_by,
    reversed_why) on savings_meeting to hamyar_definer;
revoke update, delete on payout_share from hamyar_definer;
-- What was minuted is not edited: it is declared void.
revoke update, delete on meeting, meeting_attendance, meeting_decision,
    meeting_election, training, training_attendance from hamyar_definer;
grant update (voided_at, voided_why, voided_by) on meeting, training
    to hamyar_definer;

-- Private tables are closed to everybody, their owner too, until a policy
-- below opens some rows. The owner still loads and repairs: see the last one.
do $$
declare
	closed text;
begin
	foreach closed in array array['access_log', 'account', 'address', 'alert', 'alert_choice',
	    'api_token', 'assessment', 'board_cell', 'board_figure',
	    'board_group', 'board_run', 'board_sale', 'board_stay', 'cart',
	    'cart_line', 'consent', 'document', 'document_body',
	    'document_upload', 'export', 'fee_rule', 'gateway_item',
	    'group_bank', 'group_grade_month', 'group_history', 'group_member',
	    'group_statute', 'idempotency', 'import', 'import_error',
	    'import_file', 'import_group', 'import_row', 'invoice',
	    'invoice_line', 'invoice_serial', 'job', 'ledger_account',
	    'ledger_book', 'ledger_entry', 'ledger_leg', 'ledger_period',
	    'ledger_seal', 'ledger_unsealed', 'login_code', 'media', 'meeting',
	    'meeting_attendance', 'meeting_decision', 'meeting_election',
	    'member_history', 'message', 'order_line', 'parcel',
	    'parcel_history', 'parcel_return', 'payment', 'payout',
	    'payout_batch', 'payout_share', 'product', 'product_history',
	    'product_photo', 'rate_hit', 'refund', 'refund_part', 'return_line',
	    'role_grant', 'runner', 'savings_code', 'savings_cycle',
	    'savings_figure', 'savings_fine', 'savings_loan',
	    'savings_loan_event', 'savings_meeting', 'savings_motion',
	    'savings_place', 'savings_presence', 'savings_run', 'savings_share',
	    'secret', 'self_help_group', 'session', 'setting', 'settlement',
	    'settlement_row', 'shop_order', 'sync_conflict', 'tax_class',
	    'tax_rate', 'training', 'training_attendance', 'upload', 'variant',
	    'visit'] loop
		execute format('alter table %I enable row level security', closed);
		execute format('alter table %I force row level security', closed);
		execute format('create policy owner_all on %I to hamyar_owner '
		    'using (true) with check (true)', closed);
	end loop;
end
$$;

-- Public: the same for everybody.
grant select on province, city, province_neighbour, holiday, category,
    clinic, shelf, tally, word, shipping_method, shipping_rate, state_move,
    consent_text, training_module, assessment_form, alert_kind
    to hamyar_service, hamyar_jobs;

grant select on setting to hamyar_service, hamyar_jobs;
create policy anyone on setting for select
    to hamyar_service, hamyar_jobs using (key not like 'secret.%');

-- Whether the actor's role sees a group's own affairs. An auditor or officer
-- of a province sees her province; one of the nation sees all.
create or replace function sees_group(of_group bigint, of_clinic bigint,
    of_province bigint)
returns boolean language sql stable as $$
	select case actor_scope_kind()
	    when 'group' then of_group = actor_scope()
	    when 'clinic' then of_clinic = actor_scope()
	    when 'province' then of_province = actor_scope()
	    when 'nation' then true
	    else false end
$$;

-- The same for a table that knows only the group's id; the group itself is
-- read under its policy.
create or replace function sees_group_id(of_group bigint)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select case actor_scope_kind()
	    when 'group' then of_group = actor_scope()
	    when 'nation' then true
	    when 'clinic' then exists (select from self_help_group g
	        where g.id = of_group and g.clinic_id = actor_scope())
	    when 'province' then exists (select from self_help_group g
	        where g.id = of_group and g.province_id = actor_scope())
	    else false end
$$;
alter function sees_group_id(bigint) owner to hamyar_definer;

-- The same for what is about its people: who settles money needs no names.
create or replace function sees_people(of_group bigint)
returns boolean language sql stable as $$
	select actor_role() is distinct from 'finance'
	    and sees_group_id(of_group)
$$;
revoke all on function sees_group(bigint, bigint, bigint),
    sees_group_id(bigint), sees_people(bigint) from public;
grant execute on function sees_group(bigint, bigint, bigint),
    sees_group_id(bigint), sees_people(bigint)
    to hamyar_service, hamyar_jobs, hamyar_definer;

-- Whether an order, or a parcel's order, is the actor's own.
create or replace function owns_order(of_order bigint)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select actor_account() is not null and exists (select from shop_order o
	    where o.id = of_order and o.account_id = actor_account())
$$;
alter function owns_order(bigint) owner to hamyar_definer;
revoke all on function owns_order(bigint) from public;
grant execute on function owns_order(bigint)
    to hamyar_service, hamyar_definer;

-- Whether the actor's group has a parcel of an order to send: the address is
-- open to it until then.
create or replace function packs_order(of_order bigint)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select actor_group() is not null and exists (select from parcel p
	    where p.order_id = of_order and p.group_id = actor_group()
	        and parcel_address_open(p.state))
$$;
alter function packs_order(bigint) owner to hamyar_definer;
revoke all on function packs_order(bigint) from public;
grant execute on function packs_order(bigint)
    to hamyar_service, hamyar_definer;

-- People: each her own.
grant select on account, role_grant, session, address to hamyar_service;
grant select (id, account_id, role_grant_id, name, created_at, expires_at,
    revoked_at, seen_at) on api_token to hamyar_service;
revoke select on session from hamyar_service;
grant select (id, account_id, role_grant_id, created_at, seen_at,
    expires_at, address, agent) on session to hamyar_service;
create policy own on account for select to hamyar_service
    using (id = actor_account());
create policy own on role_grant for select to hamyar_service
    using (account_id = actor_account());
create policy own on session for select to hamyar_service
    using (account_id = actor_account() or id = actor_session());
create policy own on api_token for select to hamyar_service
    using (account_id = actor_account());
create policy own on address for select to hamyar_service
    using (account_id = actor_account());

-- Groups and what they sell: the public part, and more for those they
-- concern. National ids, and what a decision was taken on, leave the database
-- only through the functions that know for whom.
grant select on self_help_group, media, product, variant, product_photo,
    product_history to hamyar_service;
grant select (id, group_id, account_id, name, mobile, post, joined_on,
    left_on, in_force, group_kind, pending, paused_on, left_why, created_at)
    on group_member to hamyar_service;
grant select (id, group_id, at, account_id, role, from_state, to_state, why)
    on group_history to hamyar_service;
create policy on_sale on self_help_group for select
    to hamyar_service, hamyar_jobs using (state = 'active');
-- A draft is its applicant's alone.
create policy concerned on self_help_group for select to hamyar_service
    using (state <> 'draft' and sees_group(id, clinic_id, province_id));
create policy applied on self_help_group for select to hamyar_service
    using (applied_by = actor_account());
create policy concerned on group_member for select to hamyar_service
    using (sees_people(group_id));
create policy self on group_member for select to hamyar_service
    using (account_id = actor_account());
create policy applied on group_member for select to hamyar_service
    using (applies_for(group_id));
create policy invited on group_member for select to hamyar_service
    using (mobile = (select a.mobile from account a
        where a.id = actor_account()) and left_on is null);
create policy concerned on group_history for select to hamyar_service
    using (sees_group_id(group_id));
create policy ready on media for select to hamyar_service
    using (state = 'ready');
create policy concerned on media for select to hamyar_service
    using (sees_group_id(group_id) or account_id = actor_account());
create policy on_sale on product for select to hamyar_service
    using (state = 'published');
create policy concerned on product for select to hamyar_service
    using (sees_group_id(group_id));
create policy of_product on variant for select to hamyar_service
    using (exists (select from product p where p.id = product_id));
create policy of_product on product_photo for select to hamyar_service
    using (exists (select from product p where p.id = product_id));
create policy concerned on product_history for select to hamyar_service
    using (sees_group_id(group_id));

-- A group's life and work. What a facilitator writes about a visit is for the
-- clinic and the offices; a member's assessment for her clinic and herself.
grant select (id, member_id, group_id, kind, version, account_id, own,
    given_at, withdrawn_at) on consent to hamyar_service;
grant select on group_statute, member_history, group_bank, meeting,
    meeting_attendance, meeting_decision, meeting_election, training,
    training_attendance, visit, assessment, sync_conflict, group_grade_month
    to hamyar_service;
do $$
declare
	opened text;
begin
	foreach opened in array array['member_history', 'meeting', 'training',
	    'consent'] loop
		execute format('create policy concerned on %I for select '
		    'to hamyar_service using (sees_people(group_id))', opened);
	end loop;
end
$$;
create policy concerned on group_statute for select to hamyar_service
    using (sees_group_id(group_id));
create policy concerned on group_grade_month for select to hamyar_service
    using (sees_group_id(group_id));
create policy applied on group_statute for select to hamyar_service
    using (applies_for(group_id));
create policy applied on consent for select to hamyar_service
    using (applies_for(group_id));
create policy own on group_bank for select to hamyar_service
    using (group_id = actor_group()
        or (actor_clinic() is not null and sees_group_id(group_id)));
create policy of_meeting on meeting_attendance for select to hamyar_service
    using (exists (select from meeting m where m.id = meeting_id));
create policy of_meeting on meeting_decision for select to hamyar_service
    using (exists (select from meeting m where m.id = meeting_id));
create policy of_meeting on meeting_election for select to hamyar_service
    using (exists (select from meeting m where m.id = meeting_id));
create policy of_training on training_attendance for select
    to hamyar_service
    using (exists (select from training t where t.id = training_id));
create policy watches on visit for select to hamyar_service
    using (actor_group() is null and sees_people(group_id));
create policy clinic on assessment for select to hamyar_service
    using ((actor_clinic() is not null and sees_group_id(group_id))
        or (member_id is null and sees_people(group_id)));
create policy self on assessment for select to hamyar_service
    using (exists (select from group_member m where m.id = member_id
        and m.account_id = actor_account()));
create policy clinic on sync_conflict for select to hamyar_service
    using (actor_clinic() is not null and sees_group_id(group_id));

-- What a group takes out: its own people's, and of those who pay.
grant select on payout, payout_batch, payout_share to hamyar_service;
create policy own on payout_share for select to hamyar_service
    using (group_id = actor_group());
create policy own on payout for select to hamyar_service
    using (group_id = actor_group());
create policy pays on payout for select to hamyar_service
    using (actor_role() in ('finance', 'auditor')
        and actor_scope_kind() = 'nation');
create policy pays on payout_batch for select to hamyar_service
    using (actor_role() in ('finance', 'auditor')
        and actor_scope_kind() = 'nation');

-- Savings: a group's cycles and meetings for whom it concerns; who came, lent
-- and voted for those who see each woman's savings.
grant select on savings_cycle, savings_fine, savings_meeting,
    savings_presence, savings_motion to hamyar_service;
create policy concerned on savings_cycle for select to hamyar_service
    using (sees_group_id(group_id));
create policy of_cycle on savings_fine for select to hamyar_service
    using (exists (select from savings_cycle c where c.id = cycle_id));
create policy concerned on savings_meeting for select to hamyar_service
    using (sees_group_id(group_id));
create policy people on savings_presence for select to hamyar_service
    using (exists (select from savings_meeting s
        where s.id = savings_presence.meeting_id
        and sees_savings(s.group_id)));
create policy people on savings_motion for select to hamyar_service
    using (sees_savings(group_id));

-- What gateways reported: of those who settle money and who audit them.
grant select on settlement, settlement_row to hamyar_service;
create policy pays on settlement for select to hamyar_service
    using ((select book_reader()));
create policy pays on settlement_row for select to hamyar_service
    using ((select book_reader()));

-- Alerts: the watchers' all, a group's own what is hers to mend.
grant select on alert, alert_choice to hamyar_service;
create policy watches on alert for select to hamyar_service
    using (actor_group() is null and sees_group_id(group_id));
create policy own on alert for select to hamyar_service
    using (group_id = actor_group() and exists (select from alert_kind k
        where k.kind = alert.kind and k.for_group));
create policy own on alert_choice for select to hamyar_service
    using (account_id = actor_account());

-- Papers, each for whom its kind concerns; the original for nobody. And who
-- read a person's file: for herself.
grant select on document, document_body, access_log to hamyar_service;
create policy shown on document for select to hamyar_service
    using (removed_at is null
        and sees_document(group_id, kind, member_id, added_by));
create policy of_document on document_body for select to hamyar_service
    using (exists (select from document d where d.id = document_id));
create policy own on access_log for select to hamyar_service
    using (access_is_own(subject_kind, subject_id, account_id, at));

-- What the boards count, by province; how many people exactly is not among
-- it, nor are the sums: those are told by the functions of board.sql alone.
grant select (group_id, province_id, clinic_id, trade_id, state, state_at,
    began, ended, band, products, sold_rial, risks, name_key) on board_group
    to hamyar_service;
grant select on board_sale to hamyar_service;
do $$
declare
	opened text;
begin
	foreach opened in array array['board_group', 'board_sale'] loop
		execute format('create policy watches on %I for select '
		    'to hamyar_service using ((select board_reader()) and '
		    '((select actor_scope_kind()) = ''nation'' or '
		    'province_id = (select actor_scope())))', opened);
	end loop;
end
$$;

-- Exports: who asked, while she acts in the role she asked in.
grant select on export to hamyar_service;
create policy own on export for select to hamyar_service
    using (account_id = actor_account() and role_grant_id = actor_grant());

-- Imports: whose they are, and those who look after them. Files and staged
-- rows hold what people gave: nobody reads them but the runner's functions.
grant select on import, import_error to hamyar_service;
create policy own on import for select to hamyar_service
    using (sees_import(account_id));
create policy of_import on import_error for select to hamyar_service
    using (exists (select from import i where i.id = import_id));

-- Carts: the visit's or the account's own.
grant select on cart, cart_line to hamyar_service;
create policy own on cart for select to hamyar_service
    using (case when actor_account() is not null
        then account_id = actor_account()
        else session_id = actor_session() end);
create policy own on cart_line for select to hamyar_service
    using (cart_id = actor_cart());

-- Orders: the buyer's, and each group's own parcels. The address is for the
-- buyer and for the group that ships, masked after delivery in the queries.
grant select on shop_order, parcel, order_line, parcel_history, payment,
    refund, refund_part, parcel_return, return_line to hamyar_service;
create policy own on shop_order for select to hamyar_service
    using (account_id = actor_account());
create policy packs on shop_order for select to hamyar_service
    using (packs_order(id));
create policy own on parcel for select to hamyar_service
    using (owns_order(order_id));
create policy concerned on parcel for select to hamyar_service
    using (group_id = actor_group() and state <> 'awaiting_payment');
grant select on invoice to hamyar_service;
create policy of_parcel on invoice for select to hamyar_service
    using (exists (select from parcel p where p.id = parcel_id));
create policy of_parcel on order_line for select to hamyar_service
    using (exists (select from parcel p where p.id = parcel_id));
create policy of_parcel on parcel_history for select to hamyar_service
    using (exists (select from parcel p where p.id = parcel_id));
create policy of_parcel on refund_part for select to hamyar_service
    using (exists (select from parcel p where p.id = parcel_id));
create policy of_parcel on parcel_return for select to hamyar_service
    using (exists (select from parcel p where p.id = parcel_id));
create policy of_return on return_line for select to hamyar_service
    using (exists (select from parcel_return r where r.id = return_id));
create policy own on payment for select to hamyar_service
    using (owns_order(order_id));
create policy own on refund for select to hamyar_service
    using (exists (select from payment p where p.id = payment_id));

-- The runner: its queue, its messages and pictures; the rest by functions.
grant select, insert, update, delete on job, runner, message to hamyar_jobs;
grant select, update on media to hamyar_jobs;
grant select, delete on upload to hamyar_jobs;
grant select, update on payment, refund to hamyar_jobs;
grant select on runner to hamyar_service;
grant usage on all sequences in schema public to hamyar_jobs;
do $$
declare
	opened text;
begin
	foreach opened in array array['job', 'runner', 'message', 'media',
	    'upload', 'payment', 'refund'] loop
		execute format('create policy runner_all on %I to hamyar_jobs '
		    'using (true) with check (true)', opened);
	end loop;
end
$$;
create policy anyone on runner for select to hamyar_service using (true);

-- What the service calls: the operations, and what reads are made of. The
-- inner parts of writes are not; tests/db/policy.sql finds one left off here.
do $$
declare
	inner_parts constant text[] := array[
	    'account_give', 'actor_session_find', 'alert_listeners', 'alerts_now',
	    'alerts_refresh', 'alerts_tell', 'answers_check', 'application_lock',
	    'assessment_check', 'assessments_due', 'bank_tell',
	    'board_cells_count', 'board_cells_tie', 'board_figures_count',
	    'board_figures_tie', 'board_groups_count', 'board_refresh',
	    'board_risks', 'board_sales_count', 'board_source',
	    'board_stays_count', 'book_stood', 'cart_count', 'cart_lines',
	    'cart_lock', 'cart_merge', 'cart_own', 'clinic_figures', 'clinic_for',
	    'code_send', 'code_try', 'conflict_add', 'conflict_kept_by',
	    'conflict_lines', 'cycle_check', 'cycle_opening',
	    'cycle_opening_check', 'documents_forget', 'election_check', 'fee_of',
	    'fee_on', 'gate_is_open', 'gate_json', 'grade_growth', 'grade_market',
	    'grade_meetings', 'grade_papers', 'grade_parts', 'grades_lay',
	    'grades_take', 'group_coming_json', 'group_conditions',
	    'group_events', 'group_facts', 'group_grade', 'group_grade_json',
	    'group_lock', 'group_means', 'group_move', 'group_principles',
	    'group_tell', 'has_agreed', 'idempotency_take', 'import_back',
	    'import_change_groups', 'import_change_members', 'import_clinics',
	    'import_compare', 'import_compare_clinics', 'import_compare_groups',
	    'import_compare_mobiles', 'import_compare_people',
	    'import_compare_posts', 'import_compare_registry', 'import_enter',
	    'import_find_clinics', 'import_find_groups', 'import_find_members',
	    'import_forget', 'import_groups_changed', 'import_job', 'import_lock',
	    'import_plan', 'import_put_accounts', 'import_put_clinics',
	    'import_put_groups', 'import_put_members', 'import_unstage',
	    'imports_lapse', 'invitation_lock', 'invoice_buyer',
	    'invoice_credits', 'invoice_issue', 'invoice_lines',
	    'invoices_move_over', 'login_digits', 'login_hash', 'media_attach',
	    'meetings_attended', 'member_begin', 'member_consented',
	    'member_lock', 'member_note', 'member_welcome', 'members_welcome',
	    'message_add', 'message_failed', 'message_sent', 'motion_cash',
	    'motion_check', 'motion_leave', 'motion_lend', 'motion_settle',
	    'motion_spend', 'motion_withdraw', 'order_expire', 'order_fill',
	    'parcel_complete', 'parcel_complete_later', 'parcel_give_back',
	    'parcel_kept', 'parcel_last_day', 'parcel_office', 'parcel_over',
	    'parcel_own', 'parcel_payment', 'parcel_rest', 'parcel_shipping_left',
	    'parcel_split', 'parcel_tell', 'parcels_cancel', 'parcels_deliver',
	    'parcels_refund', 'payment_get', 'payment_take', 'payment_told',
	    'payments_due', 'payout_answered', 'payout_move', 'payout_own',
	    'payout_post', 'payout_tell', 'pieces_read', 'post_changed',
	    'post_give', 'post_grant', 'presence_names', 'presence_read',
	    'product_decide', 'product_move', 'product_own', 'product_recheck',
	    'product_tell', 'products_lapse', 'rate_take', 'record_day',
	    'record_drop', 'record_group', 'record_keep', 'record_replace',
	    'record_seen', 'record_void', 'refund_add', 'refund_get', 'refund_go',
	    'refund_open', 'refund_settle', 'refund_take', 'return_tell',
	    'role_give', 'role_only', 'share_gather', 'share_hold', 'share_lay',
	    'share_members', 'share_out_check', 'share_out_post',
	    'share_out_rows', 'share_post', 'share_tell', 'shares_json',
	    'shelf_rebuild', 'shelf_refresh', 'takes_read', 'tally_add',
	    'tally_rebuild', 'tax_on', 'variant_check', 'variant_put',
	    'visit_add', 'visit_group', 'visit_plan_of', 'word_refresh'];
	thing record;
begin
	for thing in select p.oid::regprocedure as name, p.proname,
	        p.prorettype = 'trigger'::regtype as is_trigger
	    from pg_proc p
	    where p.pronamespace = 'public'::regnamespace
	        and not exists (select from pg_depend d where d.objid = p.oid
	            and d.deptype = 'e') loop
		if thing.is_trigger then
			continue;
		end if;
		execute format('revoke all on function %s from hamyar_service',
		    thing.name);
		execute format('grant execute on function %s to hamyar_jobs',
		    thing.name);
		if thing.proname <> all (inner_parts)
		    and thing.proname !~ ('^job_|^runner_|^ledger_|^market_'
		        '|^fund_(?!title$)')
		    -- What a record is made of, see functions/record.sql.
		    and thing.proname !~ ('^(meeting|training|visit|assessment)'
		        '_(put|met|payload|lines)$') then
			execute format('grant execute on function %s '
			    'to hamyar_service', thing.name);
		end if;
	end loop;
end
$$;
