-- A group's report on its savings: books on a day, loans by how late they are,
-- ratios, and its course.
-- $1 group (the actor's own when absent), $2 day (today when absent)
select w.report
from (select savings_report_json(coalesce($1::bigint, actor_group()),
    $2::date) as report) w
where w.report is not null
