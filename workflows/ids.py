"""Ids: opaque, lower-case, never reused."""

import re

from workflows.refusal import Refused

ID = re.compile(r"[a-z0-9-]+")


def checked_id(what: str, value: str) -> str:
    """`value`, or Refused bad-id, naming `what` it was to be the id of."""
    if not ID.fullmatch(value):
        raise Refused(
            "bad-id",
            f"{value!r} cannot be the id of a {what}: use a-z, 0-9 and -",
            what=what,
            value=value,
        )
    return value
