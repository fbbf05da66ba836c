-- The groups of a place that save, by what is to be looked at.
-- $1 province, $2 clinic, $3 facilitator, $4 which, $5 sort, $6 after
with asked as materialized (
    select savings_filters($1::bigint, $2::bigint, $3::bigint, $4::text,
        $5::text) as filters, people_least() as least
), page as materialized (
    select savings_ids(filters, $6::bigint, 51) as ids from asked
)
select json_build_object(
    'counted_at', savings_counted_at(), 'exact', savings_exact(),
    'groups', (select coalesce(json_agg(json_build_object(
            'id', r.group_id, 'name', r.name, 'province', r.province,
            'city', r.city, 'clinic', r.clinic,
            'facilitator', r.facilitator, 'cycle', r.cycle,
            'members', case when savings_exact()
                then json_build_object('exact', true, 'n', r.people)
                else people_json(r.people::integer, asked.least) end,
            'savings', r.savings, 'loans', r.loans, 'late', r.late,
            'late_loans', r.late_loans, 'is_late', r.late_loans > 0,
            'risk', r.risk, 'last_on', r.last_on,
            'difference', r.difference, 'differs', r.difference > 0)
            order by r.place), '[]')
        from savings_group_rows(page.ids[1:50]) r),
    'any', cardinality(page.ids) > 0,
    'next', case when cardinality(page.ids) > 50
        then page.ids[50]::text end,
    'sums', savings_list_sums(asked.filters),
    'place', savings_place_name(savings_level(asked.filters),
        (asked.filters ->> savings_level(asked.filters))::bigint),
    'own', actor_role() = 'facilitator',
    'filter', json_build_object('province', asked.filters -> 'province',
        'clinic', asked.filters -> 'clinic',
        'facilitator', asked.filters -> 'facilitator',
        'which', asked.filters ->> 'which',
        'sort', asked.filters ->> 'sort'),
    'query', savings_own_link(asked.filters),
    'whiches', (select json_agg(json_build_object('which', w,
        'title', savings_which_title(w)) order by n)
        from unnest(array['late', 'silent', 'difference'])
            with ordinality x (w, n)),
    'sorts', '[{"sort": "late", "title": "بیشترین معوق"},
        {"sort": "savings", "title": "بیشترین پس‌انداز"},
        {"sort": "silent", "title": "دیرترین جلسه"}]'::json)
from asked cross join page
where asked.filters is not null
