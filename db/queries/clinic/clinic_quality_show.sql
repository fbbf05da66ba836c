-- The figures of the actor's clinic beside the median of the others.
select clinic_quality_json() where actor_clinic() is not null
