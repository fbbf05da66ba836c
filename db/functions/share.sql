-- What a group takes out, divided among its members: material first, the rest
-- equally, by pieces or by hours, exact to the rial.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function share_rule_title(rule text)
returns text language sql immutable parallel safe as $$
	select case rule
	    when 'equal' then 'برابر'
	    when 'pieces' then 'به تعداد کار'
	    when 'hours' then 'به ساعت کار'
	    when 'later' then 'بعدا تقسیم می‌کنیم' end
$$;

-- Divides an amount: each her material, and the rest exactly by weight; it
-- comes to the same in whatever order they are named.
create or replace function share_split(amount bigint, members bigint[],
    weights bigint[], materials bigint[])
returns table (member_id bigint, amount_rial bigint)
language sql immutable parallel safe as $$
	select p.member, p.material + coalesce(d.part, 0)
	from unnest(members, materials) p (member, material)
	left join divide_exactly((amount - (select sum(m)
	    from unnest(materials) m))::bigint, members, weights) d
	    on d.id = p.member
	order by p.member
$$;

-- Who has a part: members in force; of an equal rule those who do not pause.
create or replace function share_members(of_group bigint, by_rule text,
    weights json, materials json)
returns table (member_id bigint, weight bigint, material_rial bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select m.id, case by_rule
	    when 'equal' then (m.paused_on is null)::integer
	    else coalesce((weights ->> m.id::text)::bigint, 0) end,
	    coalesce((materials ->> m.id::text)::bigint, 0)
	from group_member m
	where m.group_id = of_group and m.left_on is null and not m.pending
$$;

-- Keeps how a payout is divided; refuses what cannot be.
create or replace function share_lay(own payout, weight json, material json)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	stranger text;
	spent bigint;
	weighs bigint;
begin
	if own.rule = 'later' then
		return;
	end if;
	select k.field into stranger
	from (select 'material' as field, key
	    from json_object_keys(material) w (key)
	    union all select 'weight', key from json_object_keys(weight) w (key)) k
	where k.key not in (select s.member_id::text from share_members(
	    own.group_id, own.rule, weight, material) s) limit 1;
	if stranger is not null then
		perform refuse('not_a_choice', stranger);
	end if;
	select sum(s.material_rial), sum(s.weight) into spent, weighs
	from share_members(own.group_id, own.rule, weight, material) s;
	if spent > own.amount_rial then
		perform refuse('material_too_much', 'material',
		    json_build_object('sum', spent));
	elsif coalesce(weighs, 0) = 0 and spent < own.amount_rial then
		perform refuse('weights_missing', 'weight');
	end if;
	insert into payout_share (payout_id, group_id, member_id, weight,
	    material_rial, amount_rial)
	select own.id, own.group_id, s.member_id, s.weight, s.material_rial,
	    d.amount_rial
	from share_members(own.group_id, own.rule, weight, material) s
	join (select x.* from (select array_agg(m.member_id) as ids,
	        array_agg(m.weight) as weights,
	        array_agg(m.material_rial) as materials
	    from share_members(own.group_id, own.rule, weight, material) m) a
	    cross join lateral share_split(own.amount_rial, a.ids, a.weights,
	        a.materials) x) d on d.member_id = s.member_id
	where s.weight > 0 or s.material_rial > 0;
	update payout set divided_at = now(), divided_by = actor_account()
	where id = own.id;
end
$$;

-- Takes what a payout of a group moves between, in the order of ids: entries
-- that then move them one by one never wait for each other in a ring.
create or replace function share_hold(of_group bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform from ledger_account
	where book_id = ledger_market() and group_id = of_group
	    and kind in ('payable', 'owed', 'share') order by id
	for no key update;
end
$$;

-- One entry a member, from an account to hers; back when forth is false.
create or replace function share_post(own payout, from_account bigint,
    of_kind text, forth boolean)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select payout_post(own, of_kind, of_kind || ':' || s.member_id,
	    array[from_account, ledger_account(ledger_market(), 'share',
	        own.group_id, s.member_id)], array[s.amount_rial], forth)
	from payout_share s
	where s.payout_id = own.id and s.amount_rial > 0 order by s.member_id
$$;

-- What stands to their credit goes on together.
create or replace function share_gather(own payout, to_account bigint,
    of_key text, forth boolean)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select payout_post(own, 'payout', of_key, array_agg(ledger_account(
	    ledger_market(), 'share', own.group_id, s.member_id)
	    order by s.member_id) || to_account,
	    array_agg(s.amount_rial order by s.member_id), forth)
	from payout_share s where s.payout_id = own.id and s.amount_rial > 0
$$;

-- Tells each member what is hers, when the money is there.
create or replace function share_tell(own payout)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select message_add('share_paid', m.mobile, jsonb_build_object('amount',
	    s.amount_rial, 'group', g.name), m.account_id)
	from payout_share s
	join group_member m on m.id = s.member_id and m.mobile is not null
	join self_help_group g on g.id = s.group_id
	where s.payout_id = own.id and s.amount_rial > 0
	order by m.id
$$;

-- payout_divide(id, rule, weight, material): what was paid out undivided, once.
create or replace function payout_divide(of_id bigint, by_rule text,
    weight json, material json)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own payout := payout_own(of_id);
	way bigint := market_account('payout');
begin
	if own.state <> 'paid' or own.rule <> 'later' then
		perform refuse('bad_move');
	end if;
	update payout set rule = by_rule where id = own.id returning * into own;
	perform share_lay(own, weight, material);
	perform share_hold(own.group_id);
	-- It is with the group: it goes through their accounts and is paid.
	perform share_post(own, way, 'share', true);
	perform share_gather(own, way, 'share_paid', true);
	perform share_tell(own);
	return json_build_object('id', own.id, 'state', own.state);
end
$$;

-- ---- pages ----

create or replace function shares_json(p payout)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('member', m.name,
	    'weight', case when p.rule <> 'equal' then s.weight end,
	    'unit', case p.rule when 'hours' then 'ساعت'
	        when 'pieces' then 'کار' end,
	    'material', s.material_rial, 'amount', s.amount_rial,
	    'own', m.account_id is not distinct from actor_account())
	    order by s.amount_rial desc, m.id), '[]')
	from payout_share s join group_member m on m.id = s.member_id
	where s.payout_id = p.id and s.group_id = actor_group()
$$;

-- What a form of dividing asks: the rules, the last one chosen first, and each
-- member with what was typed. A rule of later is offered while it can wait.
create or replace function division_json(rule text, weight json,
    material json, may_wait boolean)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object(
	    'rules', (select json_agg(json_build_object('rule', r,
	            'title', share_rule_title(r), 'chosen', r = c.rule)
	            order by n)
	        from unnest(array['equal', 'pieces', 'hours', 'later'])
	            with ordinality t (r, n) where r <> 'later' or may_wait),
	    'open', division_json.rule is not null or weight is not null
	        or material is not null,
	    'members', (select coalesce(json_agg(json_build_object('id', m.id,
	            'name', m.name, 'paused', m.paused_on is not null,
	            'weight', weight ->> m.id::text,
	            'material', material ->> m.id::text) order by array_position(
	                array['leader', 'secretary', 'treasurer', 'member'],
	                m.post), m.id), '[]')
	        from group_member m
	        where m.group_id = actor_group() and m.left_on is null
	            and not m.pending))
	from (select coalesce(division_json.rule, (select p.rule from payout p
	        where p.group_id = actor_group() and p.state <> 'cancelled'
	            and (may_wait or p.rule <> 'later')
	        order by p.id desc limit 1), 'equal')) c (rule)
$$;

-- What came to the actor herself of her group's payouts, the newest first.
create or replace function own_shares()
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('sum', coalesce(sum(s.amount_rial), 0),
	    'list', coalesce(json_agg(json_build_object('amount', s.amount_rial,
	        'material', s.material_rial, 'at', p.state_at,
	        'rule_title', share_rule_title(p.rule)) order by p.id desc),
	        '[]'))
	from payout_share s
	join payout p on p.id = s.payout_id and p.state = 'paid'
	join group_member m on m.id = s.member_id
	where s.group_id = actor_group() and m.account_id = actor_account()
$$;
