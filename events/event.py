"""What every event is."""

from msgspec import Struct


class Event(Struct, frozen=True, gc=False, tag=True, omit_defaults=True):
    """Base of all events: the tag is the class name, fields at their default are not written."""
