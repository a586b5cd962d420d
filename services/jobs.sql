-- Job rows are the truth of what is to be done; a queue only carries their ids as hints.
-- A number is never given twice: a late hint for an old job must not name a new one.
-- state: ready, done, quarantined. done_position: the log position behind which the tables show the result.
CREATE TABLE job (
  job INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'ready',
  not_before INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, lease_until INTEGER NOT NULL DEFAULT 0,
  token INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', done_position INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX job_ready ON job (not_before, lease_until) WHERE state = 'ready';
CREATE INDEX job_done ON job (done_position) WHERE state = 'done';
-- What a job is for, so that the same look is never queued twice.
CREATE TABLE subject (
  name TEXT NOT NULL, wake_at INTEGER NOT NULL, job INTEGER NOT NULL, PRIMARY KEY (name, wake_at)
) WITHOUT ROWID;
CREATE INDEX subject_by_job ON subject (job);
