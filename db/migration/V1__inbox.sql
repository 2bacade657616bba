-- Belfry's store. An inbox is a log with one counter: whatever happens to it takes its next number
-- (head + 1) under the lock of its row, so numbers are gapless and in commit order per inbox, and
-- inboxes never wait for each other.
--
-- Every key of per-user data begins with the user id, so that the tables can be partitioned by it.
-- User ids compare byte by byte (collate "C"): locks are taken in that order everywhere.

-- What a backend sent: written once, however many recipients it has, and never changed but for a recall.
create table notification (
    id           uuid        not null,  -- UUIDv7: time-ordered, so inserts go to the right edge of the index
    created_at   timestamptz not null,
    expires_at   timestamptz,
    recalled_at  timestamptz,
    priority     smallint    not null,  -- -1 low, 0 normal, 1 high
    sender       text        not null,
    type         text        not null,
    title        text,
    body         text,
    link         text,
    data         text,                  -- JSON as it was sent, kept to the letter
    collapse_key text,
    -- who got it, and at which seq: recall and the counts of a notification find the items by their
    -- primary key, so the items need no index by notification
    recipients   text[] collate "C" not null,
    seqs         bigint[]    not null,
    constraint notification_pk primary key (id)
);

create table inbox (
    user_id         text collate "C" not null,
    epoch           text    not null,             -- names this run of numbers; a cursor of another epoch is void
    head            bigint  not null default 0,   -- number of the latest change
    floor           bigint  not null default 0,   -- changes up to here may have been purged: older cursors are void
    seen_up_to      bigint  not null default 0,   -- watermark: items with seq <= this are seen
    seen_change     bigint  not null default 0,   -- number of the change that moved the watermark last
    delivered_up_to bigint  not null default 0,   -- watermark: acknowledged by a device
    unread          integer not null default 0,
    unseen          integer not null default 0,
    seen_unread     integer not null default 0,   -- the counts as of seen_change
    seen_unseen     integer not null default 0,
    next_expiry     timestamptz,                  -- no item of this inbox expires before this
    constraint inbox_pk primary key (user_id),
    constraint inbox_counts check (unseen >= 0 and unread >= unseen),
    constraint inbox_numbers check (floor >= 0 and head >= floor and head >= seen_change)
    -- room on each page for the next version of its rows: every change updates the row in place (HOT)
) with (fillfactor = 60);

-- The sweep for expired items asks which inboxes are due; only inboxes with expiring items are in it.
create index inbox_next_expiry on inbox (next_expiry) where next_expiry is not null;

-- A notification in somebody's inbox.
create table item (
    user_id         text collate "C" not null,
    seq             bigint  not null,             -- its place, given once: the number of the change that brought it
    change          bigint  not null,             -- number of its latest change; equals seq until it changes
    notification_id uuid    not null,
    read_at         timestamptz,
    archived_at     timestamptz,
    removed_at      timestamptz,
    expires_at      timestamptz,
    count           integer not null default 1,   -- how many notifications this one stands for (collapse)
    arrived_unread  integer not null,             -- the counts as of seq …
    arrived_unseen  integer not null,
    changed_unread  integer,                      -- … and as of change, once it has changed
    changed_unseen  integer,
    collapse_key    text,
    constraint item_pk primary key (user_id, seq),
    constraint item_numbers check (change >= seq)
) with (fillfactor = 90);

-- Replay and the unread page: without it, finding three unread items would read the whole history.
create index item_unread on item (user_id, seq)
    where read_at is null and archived_at is null and removed_at is null;

-- Resume: what changed after it arrived. Arrivals themselves are found by the primary key, so an append
-- does not touch this index.
create index item_changed on item (user_id, change, seq) where change > seq;

-- The archive page.
create index item_archived on item (user_id, seq) where archived_at is not null and removed_at is null;

-- The expiry of one inbox; only expiring items are in it.
create index item_expiring on item (user_id, expires_at) where expires_at is not null and removed_at is null;

-- Collapse: the unread item of a key; only collapsing items are in it.
create index item_collapsing on item (user_id, collapse_key)
    where collapse_key is not null and read_at is null and archived_at is null and removed_at is null;

-- Answers to requests that carried an Idempotency-Key, kept for a day.
create table idempotency (
    sender          text        not null,
    key             text        not null,
    body_hash       bytea       not null,
    notification_id uuid        not null,
    recipients      integer     not null,
    created_at      timestamptz not null,
    constraint idempotency_pk primary key (sender, key)
);

-- The daily purge.
create index idempotency_created on idempotency (created_at);

-- A running server. One that stops beating is dead, and any other sweeps its session mappings.
create table node (
    id           uuid        not null,
    started_at   timestamptz not null,
    heartbeat_at timestamptz not null,
    constraint node_pk primary key (id)
) with (fillfactor = 50);

-- One live socket, stream or poll of a user on a node.
create table session_mapping (
    user_id        text collate "C" not null,
    id             uuid        not null,
    node_id        uuid        not null,
    connected_at   timestamptz not null,
    transport      text        not null,
    remote_address text,
    user_agent     text,
    constraint session_mapping_pk primary key (user_id, id)
);

-- The sweep after a node's death.
create index session_mapping_node on session_mapping (node_id);
