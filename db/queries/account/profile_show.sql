-- My name, for the form that changes it.
select json_build_object(
    'form', json_build_object('name', a.name),
    'mobile_masked', mobile_mask(a.mobile))
from account a where a.id = actor_account()
