"""Plans: what each asks for, how often, of whom, what is still open, and where its source says so."""

from collections.abc import Sequence

from msgspec import Struct
from starlette.responses import Response

from services.plans.questions import wording
from services.read import queries
from services.read.queries import ItemLine, PlanLine, QuestionLine
from services.web.pages.frame import Link
from services.web.pages.rows import text_of
from services.web.pages.source import Piece, pieces
from services.web.pages.tasks import cadence_words
from services.web.pages.visit import Visit, member_name
from services.when import day_words
from workflows.refusal import Refused
