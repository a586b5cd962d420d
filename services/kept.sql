-- Not projections: backed up with the log.
-- Salts are made once per command; a text and its salt go together when erased.
CREATE TABLE salt (command TEXT PRIMARY KEY, salt BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE text (
  digest TEXT PRIMARY KEY, command TEXT NOT NULL, body TEXT, erased INTEGER NOT NULL DEFAULT 0  -- µs UTC
) WITHOUT ROWID;
CREATE INDEX text_by_command ON text (command);
-- The directory: who a member is. Erasing a row leaves the history whole and nameless.
CREATE TABLE person (
  member TEXT PRIMARY KEY, label TEXT NOT NULL, mail TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT 'zh'
) WITHOUT ROWID;
-- Notices to deliver: unique by event, recipient and channel. state: gathered (for a digest), digested (told by
-- one), waiting, sent, failed; once it is in the log told or quarantined. A digest is the row of its last event:
-- `parts` counts what it tells of, `digest` is its local day. `resent`: how often it was taken out of quarantine.
CREATE TABLE outbox (
  position INTEGER NOT NULL, member TEXT NOT NULL, channel TEXT NOT NULL, task TEXT NOT NULL, body TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '', batch TEXT NOT NULL DEFAULT '', digest TEXT NOT NULL DEFAULT '',
  parts INTEGER NOT NULL DEFAULT 0, resent INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (position, member, channel)
) WITHOUT ROWID;
CREATE INDEX outbox_open ON outbox (next_at) WHERE state = 'waiting';
CREATE INDEX outbox_untold ON outbox (position) WHERE state IN ('sent', 'failed');
-- How far the log has been read for effects: a rebuild of tables never moves it back.
CREATE TABLE effect_checkpoint (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX outbox_gathered ON outbox (member, channel, digest, position) WHERE state = 'gathered';
CREATE INDEX outbox_morning ON outbox (next_at) WHERE state = 'gathered';
CREATE INDEX outbox_quarantine ON outbox (position) WHERE state = 'quarantined';
CREATE INDEX outbox_member ON outbox (member, position);
-- One digest for a member, a day and a channel, whatever happens.
CREATE UNIQUE INDEX outbox_digest ON outbox (member, channel, digest) WHERE parts > 0;
-- How a member wants to be told; JSON of services.notify.preferences. `seen`: the last event seen on the page.
CREATE TABLE preference (
  member TEXT PRIMARY KEY, body TEXT NOT NULL DEFAULT '', seen INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
-- It holds addresses and secrets: it goes with the person.
CREATE TRIGGER person_forgotten AFTER DELETE ON person BEGIN
  DELETE FROM preference WHERE member = OLD.member;
END;
