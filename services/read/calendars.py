"""What the read tables know of calendars."""

import apsw

HEIRS = """
  WITH RECURSIVE heir (calendar) AS (
    VALUES (?) UNION SELECT c.calendar FROM calendar c JOIN heir h ON c.inherits = h.calendar)
  SELECT calendar FROM heir"""


def heirs(db: apsw.Connection, calendar: str) -> tuple[str, ...]:
    """A calendar, and all that inherit from it, itself first."""
    return tuple(str(row[0]) for row in db.execute(HEIRS, (calendar,)))
