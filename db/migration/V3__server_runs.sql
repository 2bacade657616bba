-- A server that takes over from a lost one, or goes back to a backup, may lack the latest numbers, and will
-- give them out a second time. So each inbox notes in which run of the server it got its latest number. A
-- run is one life of the postmaster and one file of the table: a standby is another postmaster than its
-- primary, a server that went back to a backup was started again, and a table that was restored lies in
-- another file.
alter table inbox
    add column former_epoch text,                     -- the epoch before this one, up to …
    add column forked_at    bigint,                   -- … this number, which both have
    -- worked out once for all rows that are there already: they are of this run
    add column run_start    timestamptz default pg_postmaster_start_time(),
    add column run_file     text        default pg_relation_filepath(to_regclass('inbox'));

-- With its first number in another run, an inbox gets another epoch. Who comes with a cursor of the former
-- one from beyond the fork has seen numbers that are lost.
create function inbox_fork() returns trigger language plpgsql as $$
begin
    new.former_epoch := old.epoch;
    new.forked_at := old.head;
    new.epoch := substr(gen_random_uuid()::text, 1, 8);
    new.run_start := pg_postmaster_start_time();
    new.run_file := pg_relation_filepath(tg_relid);
    return new;
end
$$;

-- In the database, so that all who take numbers obey: every statement, and nodes of the version before.
create trigger inbox_fork before update of head on inbox
    for each row
    when (old.head <> new.head
          and (old.run_start is distinct from pg_postmaster_start_time()
               or old.run_file is distinct from pg_relation_filepath('inbox'::regclass)))
    execute function inbox_fork();
