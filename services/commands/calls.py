"""What commands ask and do, in the words of the API: each is answered here, or by the server that runs.

One declaration serves both ways. The functions and Structs are those of services/web, so that a command line
prints the same whoever answers it.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from services.calendar_years import Year
from services.deciding import Command
from services.importing import draft_command
from services.notify.outbox import Entry
from services.plan_units import matcher, with_units
from services.plans import Draft
from services.read.measures import MeasureLine
from services.read.queries import (
    Counts,
    Escalation,
    ItemLine,
    PlanLine,
    QuestionLine,
    TaskLine,
    Unit,
)
from services.web import (
    house_reads,
    house_writes,
    measure_reads,
    measure_writes,
    notices,
    occurrence_writes,
    order_reads,
    order_writes,
    plan_reads,
    plan_writes,
    task_reads,
    task_writes,
    unit_reads,
)
from services.web.measure_reads import MEASURE, MEASURES
from services.web.plan_writes import Head
from services.web.task_reads import TASK
from services.web.views import Ask, Paged, Rows, View
from services.web.writing import Making, Upload


class Reading(Struct, frozen=True):
    """GET `path`: `read` answers an `ask` with a `gives`. `one_unit`: the past of that unit is enough."""

    path: str
    read: Callable[[View, Any], Any]
    ask: type[Ask]
    gives: Any
    one_unit: bool = False


class Writing(Struct, frozen=True):
    """POST `path`: `make` turns a body into the command."""

    path: str
    make: Callable[[Making, Any], Command]


class Import(Struct, frozen=True):
    """A document as it was read here, and as it is sent; `head` overrides it."""

    draft: Draft
    document: Upload
    answers: Upload | None
    head: Head


SCHEDULE = Reading(
    "/units/{unit}/schedule", unit_reads.schedule, unit_reads.UnitWindow, Rows[TaskLine], one_unit=True
)
OWED = Reading("/units/{unit}/owed", unit_reads.owed, unit_reads.UnitPage, Rows[TaskLine], one_unit=True)
UNITS = Reading("/units", unit_reads.units, Paged, Rows[Unit])
UNIT = Reading("/units/{unit}", unit_reads.unit, unit_reads.OfUnit, unit_reads.UnitFound)
OVERVIEW = Reading("/overview", unit_reads.overview, unit_reads.Overview, Rows[Counts])
INBOX = Reading("/members/{member}/inbox", unit_reads.inbox, unit_reads.OfMember, Rows[Escalation])
PLANS = Reading("/plans", plan_reads.plans, Paged, Rows[PlanLine])
PLAN = Reading("/plans/{plan}", plan_reads.plan, plan_reads.OfPlan, plan_reads.PlanFound)
ITEMS = Reading("/plans/{plan}/items", plan_reads.items, plan_reads.PlanPage, Rows[ItemLine])
QUESTIONS = Reading("/plans/{plan}/questions", plan_reads.questions, plan_reads.PlanPage, Rows[QuestionLine])
ONE_TASK = Reading(TASK, task_reads.task, task_reads.OfTask, task_reads.TaskFound, one_unit=True)
HISTORY = Reading(
    f"{TASK}/history", task_reads.task_history, task_reads.OfTask, Rows[task_reads.Happened], one_unit=True
)
POLICIES = Reading("/policies", house_reads.policies, Paged, Rows[house_reads.PolicyFound])
CALENDARS = Reading("/calendars", house_reads.calendars, Paged, Rows[house_reads.CalendarFound])
ORDERS = Reading("/orders", order_reads.orders, Paged, Rows[order_reads.OrderFound])
ORDER = Reading("/orders/{order}", order_reads.order, order_reads.OfOrder, order_reads.OrderFound)
EXCUSABLE = Reading("/excusable", order_reads.excusable, order_reads.OfDays, order_reads.Excusable)
REPLAN = Reading(
    "/calendars/{calendar}/replan", order_reads.replan, order_reads.OfCalendar, order_reads.Replan
)
CALENDAR_YEAR = Reading("/calendars/{calendar}", house_reads.calendar_year, house_reads.OfCalendar, Year)
EVENTS = Reading("/events", house_reads.events, house_reads.EventPage, house_reads.Records)
ALL_MEASURES = Reading("/measures", measure_reads.all_measures, Paged, Rows[MeasureLine])
UNIT_MEASURES = Reading(
    MEASURES, measure_reads.measures, unit_reads.UnitPage, Rows[MeasureLine], one_unit=True
)
ONE_MEASURE = Reading(
    MEASURE, measure_reads.measure, measure_reads.OfMeasure, measure_reads.MeasureFound, one_unit=True
)

NOTICES = Reading("/notices", notices.notices, notices.NoticesPage, Rows[Entry])
ONE_NOTICE = Reading(notices.NOTICE, notices.notice, notices.OfNotice, notices.NoticeFound)
WISH = Reading(notices.PREFER.path, notices.wish, notices.OfWish, notices.WishFound)


def _import(on: Making, body: Import) -> Command:
    draft = with_units(body.draft, matcher(on.app, body.draft.unit))
    return draft_command(on.app.kept, draft, on.command_id)


START = Writing(f"{TASK}/start", task_writes.start)
REPORT = Writing(f"{TASK}/reports", task_writes.report)
ACCEPT = Writing(f"{TASK}/acceptances", task_writes.accept)
RETURN = Writing(f"{TASK}/returns", task_writes.give_back)
ASK_EXTENSION = Writing(f"{TASK}/extension-requests", task_writes.ask_extension)
ENDORSE = Writing(f"{TASK}/endorsements", task_writes.endorse)
GRANT = Writing(f"{TASK}/extensions", task_writes.grant)
REFUSE = Writing(f"{TASK}/extension-refusals", task_writes.refuse)
EXCUSE = Writing(f"{TASK}/excuses", task_writes.excuse)
URGE = Writing(f"{TASK}/urges", task_writes.urge)
ACKNOWLEDGE = Writing(f"{TASK}/acknowledgements", task_writes.acknowledge)
OCCURRED = Writing("/units/{unit}/occurrences", occurrence_writes.occurred)
HAND_OVER = Writing(f"{TASK}/handovers", task_writes.hand_over)
STEP_BACK = Writing(f"{TASK}/step-backs", task_writes.step_back)
IMPORT = Writing("/plans/imports", _import)
SUBMIT = Writing("/plans/{plan}/submissions", plan_writes.submit)
ISSUE = Writing("/plans/{plan}/issues", plan_writes.issue)
BULK_EXCUSE = Writing("/orders", order_writes.excuse)
APPROVE_REPLAN = Writing("/calendars/{calendar}/replans", order_writes.replan)
CLOSE = Writing("/plans/{plan}/closings", plan_writes.close)
DECIDE_MEASURE = Writing(MEASURES, measure_writes.decide)
ANSWER_MEASURE = Writing(f"{MEASURE}/answers", measure_writes.answer)
LIFT_MEASURE = Writing(f"{MEASURE}/liftings", measure_writes.lift)
OPEN_CALENDAR = Writing("/calendars", house_writes.open_calendar)
NOTICE = Writing("/calendars/{calendar}/notices", house_writes.import_notice)
DECLARE_DAYS = Writing("/calendars/{calendar}/days", house_writes.declare_days)
SET_HOURS = Writing("/calendars/{calendar}/hours", house_writes.set_hours)
ANNOUNCE_TERMS = Writing("/calendars/{calendar}/terms", house_writes.announce_terms)
CHOOSE_CALENDAR = Writing("/units/{unit}/calendars", house_writes.choose_calendar)
