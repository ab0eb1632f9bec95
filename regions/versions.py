"""simple-history with a manager class made once for each model: it makes one anew whenever `history` is looked at,
at a millisecond for each version that is written."""

from functools import cache
from typing import Any

from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords as PlainRecords


class VersionsManager(HistoryManager):
    @classmethod
    @cache
    def from_queryset(cls, queryset_class, class_name=None):
        return super().from_queryset(queryset_class, class_name)


class HistoricalRecords(PlainRecords):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"history_manager": VersionsManager, **options})
