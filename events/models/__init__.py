"""What happened. Split by what each module holds."""

from events.models.again import Again
from events.models.comment import Comment, CommentRead
from events.models.correction import CorrectionRequest
from events.models.duplicate import HeldApart, LikelyPair, Merge, PairSearch
from events.models.event import Event
from events.models.feed import CalendarFeed
from events.models.handover import Handover
from events.models.intake import ColumnMemory, Intake, IntakeEvent, IntakeRow
from events.models.intake_work import IntakeWork
from events.models.link import EventLink
from events.models.number import NumberSeries
from events.models.people import OfficialMet, PartnerRole
from events.models.photo import Photo
from events.models.practice import Outcome, Practice, Selection
from events.models.quarterly import Excuse, QuarterDeadline, QuarterlyReturn
from events.models.reminder import Frequency, Letter, Matter, ReminderWish
from events.models.running_total import AxisTotal, RunningTotal
from events.models.series import Series
from events.models.taxonomy import ActionPlan, Approach, Category, CountingRule
from events.models.unsaved import UnsavedForm
from events.models.view import Opening, SavedView, Sharing
from events.models.year import Year, YearException, YearPass

__all__ = [
    "ActionPlan",
    "Again",
    "Approach",
    "AxisTotal",
    "CalendarFeed",
    "Category",
    "ColumnMemory",
    "Comment",
    "CommentRead",
    "CorrectionRequest",
    "CountingRule",
    "Event",
    "EventLink",
    "Excuse",
    "Frequency",
    "Handover",
    "HeldApart",
    "Intake",
    "IntakeEvent",
    "IntakeRow",
    "IntakeWork",
    "Letter",
    "LikelyPair",
    "Matter",
    "Merge",
    "NumberSeries",
    "OfficialMet",
    "Opening",
    "Outcome",
    "PairSearch",
    "PartnerRole",
    "Photo",
    "Practice",
    "QuarterDeadline",
    "QuarterlyReturn",
    "ReminderWish",
    "RunningTotal",
    "SavedView",
    "Selection",
    "Series",
    "Sharing",
    "UnsavedForm",
    "Year",
    "YearException",
    "YearPass",
]
