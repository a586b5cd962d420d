"""What came of trying a ladder, in words: one wording for the command line and the page."""

from msgspec import Struct

from services.i18n import Translator
from services.story import Teller, people
from services.trying import Tried
from workflows.trial import Changed, DeskLoad, Telling


class Count(Struct, frozen=True):
    """A number as it was and as it would have been."""

    label: str
    before: str
    after: str


def summary(t: Translator, found: Tried) -> str:
    made = found.difference
    if made.empty:
        return t.plural(
            "%(n)s task looked at: nothing would have been otherwise.",
            "%(n)s tasks looked at: nothing would have been otherwise.",
            made.tasks,
        )
    return t.plural(
        "%(n)s task looked at, %(changed)s of them would have gone otherwise.",
        "%(n)s tasks looked at, %(changed)s of them would have gone otherwise.",
        made.tasks,
        changed=made.changed,
    )


def counts(t: Translator, found: Tried) -> tuple[Count, ...]:
    was, would = found.difference.before, found.difference.after
    rows = [
        (t("Steps told"), was.steps, would.steps),
        (t("Notices, one for each person told"), was.told, would.told),
        (t("Different people told"), was.people, would.people),
        (t("Tasks that showed red"), was.red, would.red),
        (t("Steps that found no post filled"), was.nobody, would.nobody),
    ]
    rows += [(level_words(t, one.level), one.before, one.after) for one in found.difference.levels]
    return tuple(Count(label, str(before), str(after)) for label, before, after in rows)


def level_words(t: Translator, level: int) -> str:
    return t("Level %(level)s", level=level) if level else t("Reminders")


def desk_words(one: DeskLoad) -> tuple[str, ...]:
    """Told, most on one day, mean of the days; each as it was → as it would have been."""
    pairs = (
        (one.told_before, one.told_after),
        (one.most_before, one.most_after),
        (f"{one.mean_before:.1f}", f"{one.mean_after:.1f}"),
    )
    return tuple(f"{was} → {would}" for was, would in pairs)


def sentences(teller: Teller, one: Changed) -> tuple[str, ...]:
    """What a task's other course comes to."""
    t = teller.t
    found = [
        t("Was told, and would not have been: %(step)s", step=_step(teller, each)) for each in one.before
    ]
    found += [t("Would have been told: %(step)s", step=_step(teller, each)) for each in one.after]
    if one.red_before and not one.red_after:
        found.append(t("It would not have turned red."))
    if one.red_after and not one.red_before:
        found.append(t("It would have turned red."))
    return tuple(found)


def _step(teller: Teller, one: Telling) -> str:
    t = teller.t
    what = t("reminder")
    if one.level and one.repeat:
        what = t("level %(level)s told again", level=one.level)
    elif one.level:
        what = t("escalation to level %(level)s", level=one.level)
    told = people(teller, one.told) if one.told else t("nobody: no post is filled")
    return t("%(when)s, %(what)s: %(people)s", when=teller.moment(one.at), what=what, people=told)


def limits(t: Translator, found: Tried) -> tuple[str, ...]:
    """What the numbers leave open."""
    said = [
        t(
            "What people did is kept as it happened: told otherwise, they might have acted otherwise."
            " The ladder counts as in force from the beginning."
        )
    ]
    if lost := sum(found.difference.dropped.values()):
        said.append(
            t.plural(
                "%(n)s act on an escalation is left out: by this ladder there was none then.",
                "%(n)s acts on escalations are left out: by this ladder there were none then.",
                lost,
            )
        )
    if found.left_out:
        said.append(
            t.plural(
                "%(n)s task with a later due moment was not looked at: narrow the trial down.",
                "%(n)s tasks with a later due moment were not looked at: narrow the trial down.",
                found.left_out,
            )
        )
    return tuple(said)
