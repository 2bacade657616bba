-- How far a notification got is counted from what devices were really sent, and stays counted when items are
-- purged. A server of the version before goes on beside this one: it moves delivered_up_to as ever, and what
-- it removes is reported as before.

-- What a device acknowledged above delivered_up_to, where it was not sent everything below: who is shown the
-- newest item alone has not been sent the others.
alter table inbox add column delivered_beyond int8multirange not null default '{}';

-- How far an item had got when it left its inbox: 0 nowhere, 1 delivered, 2 seen. Null while it is there, and
-- for what left before this.
alter table item add column left_as smallint;

-- The recipients whose items were purged while others keep theirs: how far it had got with them.
alter table notification
    add column purged_delivered integer not null default 0,
    add column purged_seen      integer not null default 0,
    add column purged_read      integer not null default 0;
