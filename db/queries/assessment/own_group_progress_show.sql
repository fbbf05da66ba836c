-- How the actor's group goes on, as all its members may know.
select group_progress_json(actor_group())
where actor_group() is not null
