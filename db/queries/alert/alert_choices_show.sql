-- Which alerts the account that asks wants by text message.
select json_build_object('kinds', (select json_agg(json_build_object(
    'kind', k.kind, 'title', k.title, 'chosen', coalesce(c.sms, false))
    order by k.position)
    from alert_kind k
    left join alert_choice c on c.kind = k.kind
        and c.account_id = actor_account()))
