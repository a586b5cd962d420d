-- From version 1 of kept.db to version 2: digests, quarantine, preferences. What was given up on has been failed
-- and told of, and stays so.
ALTER TABLE outbox ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN resent INTEGER NOT NULL DEFAULT 0;
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
