-- Facts only: nothing here depends on the present moment (see workflows.task.status).
CREATE TABLE unit (
  unit TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, parent TEXT NOT NULL, closed INTEGER NOT NULL,
  calendar TEXT NOT NULL  -- chosen for itself and all below
) WITHOUT ROWID;
CREATE TABLE appointment (
  appointment TEXT PRIMARY KEY, member TEXT NOT NULL, unit TEXT NOT NULL, role TEXT NOT NULL,
  since TEXT NOT NULL, until TEXT NOT NULL  -- until '': open
) WITHOUT ROWID;
CREATE TABLE substitute (
  substitute TEXT PRIMARY KEY, member TEXT NOT NULL, stand_in TEXT NOT NULL, unit TEXT NOT NULL,
  since TEXT NOT NULL, until TEXT NOT NULL, role TEXT NOT NULL, plan TEXT NOT NULL  -- '': every one
) WITHOUT ROWID;
CREATE TABLE calendar (
  calendar TEXT PRIMARY KEY, time_zone TEXT NOT NULL, version INTEGER NOT NULL, inherits TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE notice_year (
  calendar TEXT NOT NULL, year INTEGER NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (calendar, year)
) WITHOUT ROWID;
CREATE TABLE policy (
  policy TEXT PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, steps TEXT NOT NULL,
  lights TEXT NOT NULL, two_hands INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE plan (
  plan TEXT PRIMARY KEY, title TEXT NOT NULL, unit TEXT NOT NULL, owner TEXT NOT NULL, calendar TEXT NOT NULL,
  policy TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, status TEXT NOT NULL, revision INTEGER NOT NULL,
  questions INTEGER NOT NULL, source TEXT NOT NULL, version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE item (
  plan TEXT NOT NULL, item TEXT NOT NULL, place INTEGER NOT NULL, number TEXT NOT NULL, text TEXT NOT NULL,
  cadence TEXT NOT NULL, leads TEXT NOT NULL, cooperating TEXT NOT NULL, informed TEXT NOT NULL,
  span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, carries_out TEXT NOT NULL, review INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (plan, item)
) WITHOUT ROWID;
CREATE TABLE question (
  plan TEXT NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (plan, question)
) WITHOUT ROWID;
-- Which units owe an issued plan, how far each is scheduled (exclusive day), by which revision.
CREATE TABLE horizon (
  unit TEXT NOT NULL, plan TEXT NOT NULL, until TEXT NOT NULL, revision INTEGER NOT NULL,
  PRIMARY KEY (unit, plan)
) WITHOUT ROWID;
CREATE TABLE task (
  task TEXT PRIMARY KEY, unit TEXT NOT NULL, plan TEXT NOT NULL, item TEXT NOT NULL, period TEXT NOT NULL,
  text TEXT NOT NULL, opens INTEGER NOT NULL, due INTEGER NOT NULL, due_day TEXT NOT NULL,
  original_due INTEGER NOT NULL, state TEXT NOT NULL, round INTEGER NOT NULL, level INTEGER NOT NULL,
  acknowledged INTEGER NOT NULL, asked_due INTEGER NOT NULL, reported_at INTEGER NOT NULL,
  done_at INTEGER NOT NULL, reports INTEGER NOT NULL, urged INTEGER NOT NULL, review INTEGER NOT NULL,
  owner TEXT NOT NULL, policy TEXT NOT NULL, calendar TEXT NOT NULL, held_by TEXT NOT NULL, wake_at INTEGER NOT NULL,
  version INTEGER NOT NULL, endorsed_by TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX task_by_unit ON task (unit, due_day, task);
-- The due queue: narrow, clustered on what the sweep asks for.
CREATE TABLE wake (wake_at INTEGER NOT NULL, task TEXT NOT NULL, PRIMARY KEY (wake_at, task)) WITHOUT ROWID;
-- A supervisor's desk: open escalations by member.
CREATE TABLE inbox (
  member TEXT NOT NULL, task TEXT NOT NULL, unit TEXT NOT NULL, round INTEGER NOT NULL, level INTEGER NOT NULL,
  step TEXT NOT NULL, raised_at INTEGER NOT NULL, raised INTEGER NOT NULL, via_unit TEXT NOT NULL,
  via_role TEXT NOT NULL, instead_of TEXT NOT NULL, acknowledged_at INTEGER NOT NULL, held_until INTEGER NOT NULL,
  handed_by TEXT NOT NULL, since_level INTEGER NOT NULL,
  PRIMARY KEY (member, task)
) WITHOUT ROWID;
CREATE INDEX inbox_by_task ON inbox (task);
-- Administrative outcomes: decisions on a unit, and what became of them.
CREATE TABLE measure (
  unit TEXT NOT NULL, measure TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, due INTEGER NOT NULL,
  text TEXT NOT NULL, task TEXT NOT NULL, skips INTEGER NOT NULL, decided_at INTEGER NOT NULL,
  answered_at INTEGER NOT NULL, lifted_at INTEGER NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (unit, measure)
) WITHOUT ROWID;
-- Counts by unit and local due day; open and overdue follow from `undone` and the moment of asking.
CREATE TABLE overview (
  unit TEXT NOT NULL, due_day TEXT NOT NULL, scheduled INTEGER NOT NULL, on_time INTEGER NOT NULL,
  late INTEGER NOT NULL, excused INTEGER NOT NULL, undone INTEGER NOT NULL, escalated INTEGER NOT NULL,
  PRIMARY KEY (unit, due_day)
) WITHOUT ROWID;
-- Orders over many tasks; one is behind while `behind` lies after `carried` (positions of the log).
CREATE TABLE orders (
  name TEXT PRIMARY KEY, kind TEXT NOT NULL, ordered_at INTEGER NOT NULL, cause TEXT NOT NULL, reason TEXT NOT NULL,
  since TEXT NOT NULL, until TEXT NOT NULL, units TEXT NOT NULL, plans TEXT NOT NULL, calendar TEXT NOT NULL,
  calendar_version INTEGER NOT NULL, expected INTEGER NOT NULL, done INTEGER NOT NULL, passed INTEGER NOT NULL,
  behind INTEGER NOT NULL, carried INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE unit_orders (unit TEXT PRIMARY KEY, orders TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE checkpoint (only INTEGER PRIMARY KEY CHECK (only = 1), position INTEGER NOT NULL);
INSERT INTO checkpoint VALUES (1, 0);
-- Rules that tasks go by, and up to which version the wakes of these tasks have followed them.
CREATE TABLE followed (
  subject TEXT PRIMARY KEY, version INTEGER NOT NULL, behind INTEGER NOT NULL
) WITHOUT ROWID;
