-- Records of the actor's clinic that met another of the same thing, both
-- versions side by side, the longest waiting first.
-- $1 after
select conflicts_json($1::bigint)
