-- A login code belongs to the visit that asked for it: a stranger's wrong tries
-- and requests do not make it worthless.
alter table login_code add column session_id bigint;
