-- Groups that wait for the yes of the account that asks, and those it gave.
select json_build_object(
    'waiting', invitations_json(false), 'agreed', invitations_json(true))
