"""Ladders: which there are, what each says in words, which revisions it had, which plans go by it."""

from collections.abc import Mapping

import msgspec
import yaml
from msgspec import Struct, to_builtins
from starlette.responses import Response

from events.codec import event_of
from events.types import PolicySet
from services.read import queries
from services.trial_words import level_words
from services.web.house_writes import Ladder
from services.web.pages.frame import Link
from services.web.pages.rows import text_of
from services.web.pages.visit import Visit, member_name, tables, teller
from services.why_words import desks_words, offset_words, repeats_words
from workflows.refusal import Refused


class PolicyRow(Struct, frozen=True):
    name: str
    href: str
    policy: str
    steps: int
    revision: int
    plans: int


class StepRow(Struct, frozen=True):
    """One rung in words."""

    step: str
    level: str
    when: str
    desks: str
    again: str


class RevisionRow(Struct, frozen=True):
    revision: int
    when: str
    who: str
    position: int
    steps: int


class PolicySheet(Struct, frozen=True):
    policy: str
    name: str
    revision: int
    two_hands: bool
    steps: tuple[StepRow, ...]
    revisions: tuple[RevisionRow, ...]
    plans: tuple[Link, ...]
    try_href: str


def policies_page(visit: Visit) -> Response:
    with tables(visit) as db:
        rows = list(db.execute("SELECT policy, name, version, steps FROM policy ORDER BY policy"))
        users = [one.policy for one in queries.plans(db)]
    found = [
        PolicyRow(
            name,
            visit.path("policies", policy),
            policy,
            len(msgspec.json.decode(steps)),
            version,
            users.count(policy),
        )
        for policy, name, version, steps in rows
    ]
    return visit.render("policies.html", policies=found)


def policy_page(visit: Visit) -> Response:
    """GET /policies/{policy}. Raises Refused(unknown-policy)."""
    revisions = revisions_of(visit, visit.request.path_params["policy"])
    policy, (_, current) = visit.request.path_params["policy"], revisions[-1]
    with tables(visit) as db:
        tell = teller(visit, db, visit.calendar)
        plans = tuple(
            Link(text_of(visit.t, one.title), visit.path("plans", one.plan))
            for one in queries.plans(db)
            if one.policy == policy
        )
    sheet = PolicySheet(
        policy,
        current.name,
        len(revisions),
        current.two_hands,
        tuple(
            StepRow(
                one.step,
                level_words(visit.t, one.level),
                offset_words(visit.t, one.offset, one.unit),
                desks_words(tell, one.to),
                repeats_words(visit.t, one),
            )
            for one in current.steps
        ),
        tuple(row for row, _ in reversed(revisions)),
        plans,
        "" if visit.as_of else visit.path("policies", policy, "try"),
    )
    return visit.render("policy.html", sheet=sheet)


def revisions_of(visit: Visit, policy: str) -> list[tuple[RevisionRow, PolicySet]]:
    """The oldest first. Raises Refused(unknown-policy)."""
    until = visit.position if visit.as_of else None
    found = []
    for record in visit.app.log.read_stream(f"policy/{policy}", until=until):
        event = event_of(record)
        assert isinstance(event, PolicySet), "its stream holds nothing else"
        when, who = visit.moment(record.recorded_at), member_name(visit, record.actor)
        row = RevisionRow(record.version, when, who, record.position, len(event.steps))
        found.append((row, event))
    if not found:
        raise Refused("unknown-policy", f"there is no policy {policy}", policy=policy)
    return found


def yaml_of(event: PolicySet) -> str:
    """A ladder as `duban policy load` reads it; what is as usual is left out."""
    fields = {name: getattr(event, name) for name in Ladder.__struct_fields__}
    text: str = yaml.safe_dump([_plain(fields)], allow_unicode=True, sort_keys=False, width=100)
    return text


def _plain(fields: Mapping[str, object]) -> dict[str, object]:
    made = to_builtins(Ladder(**fields))  # type: ignore[arg-type]  # its own fields, by name
    return {name: value for name, value in made.items() if value not in ({}, False)}
