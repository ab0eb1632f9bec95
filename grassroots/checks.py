"""House rules that Django can check by itself: `manage.py check` says what is broken and where.

Import-linter holds the direction between modules; foreign keys given as strings pass it by, so they are checked here.
"""

from collections.abc import Iterator

from django.apps import apps
from django.core.checks import Error, Tags, Warning, register
from django.db import connections, models

from accounts.trail import triggers as trail_triggers
from events import triggers
from regions.pack import BadPack, pack
from reports import frozen_triggers

UPWARDS = ("regions", "accounts", "events", "reports")
"""Each of these may refer to itself and to those before it."""

WITHOUT_HISTORY = {
    "accounts.ApiKeyUsed": "written once, with what was made under it, whose own history tells the rest",
    "accounts.ApiToken": "says itself who made it, when, and who ended it; the trail has both",
    "accounts.Invitation": "says itself who invited, took back and accepted, and when",
    "accounts.Posting": "written once, when it ends",
    "accounts.ChangedRow": "part of the trail, which is only ever added to",
    "accounts.Record": "the trail itself",
    "accounts.Shape": "part of the trail, which is only ever added to",
    "accounts.User": "the trail says who changed whom; a history would keep old password hashes",
    "events.Comment": "never edited, a trigger refuses it; says itself who wrote it and who withdrew it",
    "events.CommentRead": "written once: which comments a person has read",
    "events.ColumnMemory": "a convenience for the next upload; each import keeps the mapping it was read by",
    "events.Handover": "written once; says itself whose drafts went to whom, when and by whom",
    "events.CalendarFeed": "says itself who made it, when, and when it ended; the trail has both",
    "events.Intake": "says itself who uploaded, wrote and undid it, and when",
    "events.IntakeEvent": "written once; the events' own history tells the rest",
    "events.IntakeWork": "what a process is doing now; what it wrote stands in the history of the events",
    "events.IntakeRow": "a question answered once; what came of it stands in the history of the events",
    "events.Letter": "written once; says itself whether it went out, and the trail has a record of each",
    "events.LikelyPair": "worked out from the events, whose history tells",
    "events.NumberSeries": "only counts up; the numbers it gave out stand on the events",
    "events.Opening": "a convenience: with which view a person opens the list",
    "events.PairSearch": "only counts up: how far the register has been searched",
    "events.RunningTotal": "kept by triggers from the events, whose history tells",
    "events.SavedView": "a way of looking at the list, in no figure; says itself whose it is",
    "events.UnsavedForm": "what nobody has stated yet; once saved it stands in the history of the event",
    "events.YearPass": "lives inside one transaction and is gone before it ends",
    "reports.Edition": "written once; the database refuses every change of it",
    "reports.EditionBlob": "written once; the database refuses every change of it",
    "reports.EditionEvent": "written once; the database refuses every change of it",
    "reports.EditionFile": "written once; the database refuses every change of it",
    "reports.EditionFinding": "written once; the database refuses every change of it",
    "reports.EditionNotice": "written once; the database refuses every change of it",
    "events.AxisTotal": "kept by triggers from the events, whose history tells",
}


def _our_models() -> Iterator[type[models.Model]]:
    for label in UPWARDS:
        yield from apps.get_app_config(label).get_models(include_auto_created=True)


def _is_history(model: type[models.Model]) -> bool:
    return hasattr(model, "instance_type") or hasattr(model, "history_id")


@register()
def check_data_pack(**_kwargs) -> list[Error]:
    try:
        pack()
    except BadPack as error:
        return [Error(str(error), hint="docs/pack.md says what a data pack holds.", id="house.E003")]
    return []


@register(Tags.models)
def check_direction_of_references(**_kwargs) -> list[Error]:
    errors = []
    for model in _our_models():
        own = model._meta.app_label
        for field in model._meta.get_fields():
            to = field.related_model
            if field.auto_created or not isinstance(to, type):
                continue
            if field.name == "history_user":  # simple-history's own: whoever made the change
                continue
            other = to._meta.app_label
            if other in UPWARDS and UPWARDS.index(other) > UPWARDS.index(own):
                errors.append(
                    Error(
                        f"{model._meta.label}.{field.name} refers to {other}, which stands above {own}.",
                        hint=f"References go down: {' → '.join(reversed(UPWARDS))}.",
                        obj=model,
                        id="house.E001",
                    )
                )
    return errors


@register(Tags.models)
def check_history(**_kwargs) -> list[Error]:
    errors = []
    for model in _our_models():
        if model._meta.auto_created or _is_history(model):
            continue
        has_history = hasattr(model._meta, "simple_history_manager_attribute")
        if not has_history and model._meta.label not in WITHOUT_HISTORY:
            errors.append(
                Error(
                    f"{model._meta.label} keeps no history of its changes.",
                    hint="Add `history = HistoricalRecords()`, or list it with its reason in grassroots/checks.py.",
                    obj=model,
                    id="house.E002",
                )
            )
    return errors


TRIGGERS = (
    (triggers, {triggers.EVENTS}, "the running totals", "it puts them in place and counts anew", "house.W001"),
    (trail_triggers, {trail_triggers.RECORDS}, "the audit trail", "it puts them in place", "house.W002"),
    (
        frozen_triggers,
        {*frozen_triggers.KEPT.values()},
        "issued editions unchanged",
        "it puts them in place",
        "house.W003",
    ),
)
"""Who puts them in place, the tables without which there are none, what they keep, what `migrate` does, the check's id."""


@register(Tags.database)
def check_triggers(databases=None, **_kwargs) -> list[Warning]:
    """A warning only: `migrate` checks before it works, and it is what puts the triggers in place."""
    warnings = []
    for alias in databases or ():
        connection = connections[alias]
        tables = set(connection.introspection.table_names())
        for keeper, needed, kept, remedy, identity in TRIGGERS:
            if needed <= tables and not keeper.are_in_place(connection):
                warnings.append(
                    Warning(
                        f"The triggers that keep {kept} do not stand in the database “{alias}”.",
                        hint=f"Run `manage.py migrate`: {remedy}.",
                        id=identity,
                    )
                )
    return warnings
