-- Records of the actor's clinic that met another of the same thing, both
-- versions side by side, the longest waiting first. Reading answers is noted.
-- $1 after
select d.page
from (select conflicts_json($1::bigint) as page offset 0) d
cross join lateral conflicts_note(d.page)
