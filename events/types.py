"""Every event of duban: frozen, tagged Structs; what happened, in the past participle.

Dates are ISO days (`datetime.date`) in the calendar's time zone; instants are int64 microseconds UTC.
Free text never stands in an event: a field of type `Digest` is HMAC-SHA256(salt, bytes) in hex, and the
store of erasable texts holds bytes and salt. The empty digest "" says that no text was given.
"""

from typing import TypeAlias

from events.event import Event as Event
from events.offices import AppointmentEnded as AppointmentEnded
from events.offices import CalendarDaysDeclared as CalendarDaysDeclared
from events.offices import CalendarOpened as CalendarOpened
from events.offices import HolidayNoticeImported as HolidayNoticeImported
from events.offices import LogOpened as LogOpened
from events.offices import MemberAppointed as MemberAppointed
from events.offices import PolicySet as PolicySet
from events.offices import SubstituteEnded as SubstituteEnded
from events.offices import SubstituteNamed as SubstituteNamed
from events.offices import TermsAnnounced as TermsAnnounced
from events.offices import UnitAdded as UnitAdded
from events.offices import UnitCalendarChosen as UnitCalendarChosen
from events.offices import UnitClosed as UnitClosed
from events.offices import UnitMoved as UnitMoved
from events.offices import UnitRenamed as UnitRenamed
from events.offices import WorkingHoursSet as WorkingHoursSet
from events.parts import Basis as Basis
from events.parts import DayHours as DayHours
from events.parts import Delivery as Delivery
from events.parts import Digest as Digest
from events.parts import Evidence as Evidence
from events.parts import Instant as Instant
from events.parts import Item as Item
from events.parts import LeftOut as LeftOut
from events.parts import Lights as Lights
from events.parts import Move as Move
from events.parts import Participants as Participants
from events.parts import Question as Question
from events.parts import ScheduledTask as ScheduledTask
from events.parts import Span as Span
from events.parts import Step as Step
from events.parts import Target as Target
from events.parts import Term as Term
from events.parts import Told as Told
from events.plans import OccurrenceNoted as OccurrenceNoted
from events.plans import PlanAmended as PlanAmended
from events.plans import PlanClosed as PlanClosed
from events.plans import PlanDrafted as PlanDrafted
from events.plans import PlanIssued as PlanIssued
from events.plans import PlanRevised as PlanRevised
from events.plans import PlanSubmitted as PlanSubmitted
from events.plans import TasksScheduled as TasksScheduled
from events.tasks import EscalationAcknowledged as EscalationAcknowledged
from events.tasks import EscalationHandedOver as EscalationHandedOver
from events.tasks import EscalationRaised as EscalationRaised
from events.tasks import EscalationResolved as EscalationResolved
from events.tasks import EscalationSteppedBack as EscalationSteppedBack
from events.tasks import ExtensionAsked as ExtensionAsked
from events.tasks import ExtensionEndorsed as ExtensionEndorsed
from events.tasks import ExtensionGranted as ExtensionGranted
from events.tasks import ExtensionRefused as ExtensionRefused
from events.tasks import TaskAccepted as TaskAccepted
from events.tasks import TaskCancelled as TaskCancelled
from events.tasks import TaskDeferred as TaskDeferred
from events.tasks import TaskExcused as TaskExcused
from events.tasks import TaskMoved as TaskMoved
from events.tasks import TaskReminded as TaskReminded
from events.tasks import TaskReported as TaskReported
from events.tasks import TaskReturned as TaskReturned
from events.tasks import TaskSkipped as TaskSkipped
from events.tasks import TaskStarted as TaskStarted
from events.tasks import TaskUrged as TaskUrged
from events.tasks import TaskWakeMoved as TaskWakeMoved
from events.upkeep import BulkExcuseOrdered as BulkExcuseOrdered
from events.upkeep import MeasureAnswered as MeasureAnswered
from events.upkeep import MeasureDecided as MeasureDecided
from events.upkeep import MeasureLifted as MeasureLifted
from events.upkeep import NoticeFailed as NoticeFailed
from events.upkeep import NoticeSent as NoticeSent
from events.upkeep import OrderCarriedOut as OrderCarriedOut
from events.upkeep import ReplanOrdered as ReplanOrdered
from events.upkeep import TextErased as TextErased
from events.upkeep import WakesFollowed as WakesFollowed

AnyEvent: TypeAlias = (
    LogOpened
    | UnitAdded
    | UnitRenamed
    | UnitMoved
    | UnitClosed
    | MemberAppointed
    | AppointmentEnded
    | SubstituteNamed
    | SubstituteEnded
    | UnitCalendarChosen
    | CalendarOpened
    | HolidayNoticeImported
    | CalendarDaysDeclared
    | WorkingHoursSet
    | TermsAnnounced
    | PolicySet
    | PlanDrafted
    | PlanRevised
    | PlanSubmitted
    | PlanIssued
    | PlanAmended
    | PlanClosed
    | TasksScheduled
    | OccurrenceNoted
    | TaskStarted
    | TaskReported
    | TaskAccepted
    | TaskReturned
    | ExtensionAsked
    | ExtensionEndorsed
    | ExtensionGranted
    | ExtensionRefused
    | TaskExcused
    | TaskUrged
    | TaskMoved
    | TaskSkipped
    | TaskDeferred
    | TaskCancelled
    | TaskReminded
    | EscalationRaised
    | EscalationAcknowledged
    | EscalationHandedOver
    | EscalationSteppedBack
    | EscalationResolved
    | TaskWakeMoved
    | BulkExcuseOrdered
    | ReplanOrdered
    | OrderCarriedOut
    | MeasureDecided
    | MeasureAnswered
    | MeasureLifted
    | WakesFollowed
    | NoticeSent
    | NoticeFailed
    | TextErased
)
