"""A whole demo: from an empty folder to a life that was lived, and an App on it with time running on."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from services.bootstrap import App, open_app
from services.chance import Chance
from services.demo import life as lives
from services.demo.clock import DemoClock
from services.demo.home import LOG, Lived, finish
from services.demo.scenario import Scenario
from services.settings import Settings
from workflows.calendar import Calendar, instant_of

START = dt.date(2026, 9, 1)
SEED = 20260901
DAYS = 92
MOST_DAYS = 122
"""The plans of the district end with the year."""


def start_of(settings: Settings) -> int:
    """The first moment, µs UTC."""
    return instant_of(Calendar("", settings.time_zone), START, "00:00")


@contextmanager
def living(settings: Settings, scenario: Scenario, seed: int) -> Iterator[lives.Life]:
    """A life that is about to begin in an empty folder, everything in this thread and from one Random."""
    clock, rng = DemoClock(start_of(settings)), Random(seed)
    chance = Chance(rng.randbytes)
    with open_app(settings, clock=clock, chance=chance, threads=False, log_id=f"{LOG}{seed}") as app:
        yield lives.Life(app, scenario, clock, rng, START)


def live(
    settings: Settings, scenario: Scenario, seed: int, days: int, progress: Callable[[lives.Lived], None]
) -> Lived:
    """Live through a number of days, and note the end in the folder."""
    with living(settings, scenario, seed) as life:
        life.begin()
        life.live(days, progress)
        lived = Lived(f"{LOG}{seed}", seed, days, life.app.log.head(), life.app.clock())
    finish(settings.home, lived)
    return lived


@contextmanager
def resumed(settings: Settings, lived: Lived) -> Iterator[App]:
    """The App on a life that was lived; its clock goes on from where the log ends, with real time."""
    clock = DemoClock(lived.ended)
    with open_app(settings, clock=clock) as app:
        (last,) = app.log.read_all(app.log.head() - 1, 1)
        clock.jump(max(lived.ended, last.recorded_at))
        clock.run()
        app.catch_up()
        yield app
