-- layout: the tables of a log; a position is never reused, a row never changed
create table event (
    position    integer primary key,
    stream      text    not null,
    version     integer not null,
    tag         text    not null,
    schema      integer not null,
    occurred_at integer not null,
    recorded_at integer not null,
    actor       text    not null,
    on_behalf   text    not null,
    command     text    not null,
    causation   text    not null,
    correlation text    not null,
    consulted   blob    not null,
    source      text    not null,
    body        blob    not null,
    leaf        blob    not null,
    unique (stream, version)
) strict;
create table command (
    command     text    primary key,
    fingerprint blob    not null,
    first       integer not null,
    last        integer not null
) strict, without rowid;

-- known: what stands under these command ids (a JSON list)
select c.command, c.fingerprint, c.first, c.last, e.recorded_at
from json_each(?) as asked
cross join command as c on c.command = asked.value
cross join event as e on e.position = c.last;

-- heads: the versions of these streams (a JSON list) as one JSON object, untouched ones left out
with head as materialized (
    select value as stream, (select max(version) from event where stream = value) as version from json_each(?)
)
select json_group_object(stream, version) from head where version is not null;

-- end: the last record's position and time
select position, recorded_at from event order by position desc limit 1;

-- head: the last position
select coalesce(max(position), 0) from event;

-- version: the version of one stream, 0 if untouched
select coalesce(max(version), 0) from event where stream = ?;

-- stream: one stream after a version, up to a position
select * from event where stream = ? and version > ? and position <= ? order by version;

-- streams: several streams (a JSON list) by position
select * from event where stream in (select value from json_each(?)) order by position;

-- prefix: a range of stream names by position; the + keeps the scan on the index of names
select * from event
where position in (
    select position from event
    where stream >= ? and stream < ? and +position > ? and +position <= ?
    order by +position limit ?
)
order by position;

-- all: everything after a position, up to a position
select * from event where position > ? and position <= ? order by position limit ?;

-- follow: what a follower needs of everything after a position, up to a position
select position, stream, version, tag, schema, recorded_at, body
from event where position > ? and position <= ? order by position limit ?;

-- recorded: when the record at a position was written
select recorded_at from event where position = ?;
