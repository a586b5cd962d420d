"""A measure in sentences."""

from services.i18n import Translator
from services.read.measures import MeasureLine


def state_words(t: Translator, one: MeasureLine) -> str:
    """How a measure stands; a late answer stays visible."""
    if one.lifted_at:
        return t("lifted")
    if one.answered_at:
        return t("answered late") if one.late else t("answered")
    return t("answer overdue") if one.late else t("awaits an answer")


def record_words(t: Translator, tag: str, who: str) -> str:
    """What one record of a measure says."""
    match tag:
        case "MeasureDecided":
            return t("%(who)s decided on it.", who=who)
        case "MeasureAnswered":
            return t("%(who)s answered for the unit.", who=who)
        case _:
            return t("%(who)s lifted it.", who=who)
