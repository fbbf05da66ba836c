-- Open alerts in the order their page lists them.
create index alert_since on alert (since, id) where resolved_at is null;
