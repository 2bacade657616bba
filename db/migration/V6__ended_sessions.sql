-- A back end may end the connections of a user. They are marked, so that a node that was not told finds out
-- when it compares its connections with these rows.
alter table session_mapping add column ended boolean not null default false;
