-- Who was asked into a group is found by her number, at each look at her account.
create index group_member_by_mobile on group_member (mobile)
    where left_on is null;
drop index group_member_mobile_pending;
