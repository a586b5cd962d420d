"""Reading plan documents into a draft: pure functions, no log and no clock."""

from services.plans.answers import apply_answers
from services.plans.assembly import assemble, read_text
from services.plans.draft import Draft, DraftItem, DraftQuestion, LeftOut
from services.plans.encoding import decode
from services.plans.outline import OutlineEntry
from services.plans.problems import PlanFileError, PlanFileErrors
from services.plans.reading import read
from services.plans.template import answer_template
from services.plans.yaml_plan import read_yaml

__all__ = [
    "Draft",
    "DraftItem",
    "DraftQuestion",
    "LeftOut",
    "OutlineEntry",
    "PlanFileError",
    "PlanFileErrors",
    "answer_template",
    "apply_answers",
    "assemble",
    "decode",
    "read",
    "read_text",
    "read_yaml",
]
