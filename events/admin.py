"""The document's ways of sorting and counting, edited by HQ; and the events, to be looked at only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from events.models import (
    ActionPlan,
    Approach,
    Category,
    CountingRule,
    Event,
    Intake,
    IntakeRow,
    OfficialMet,
    PartnerRole,
    Series,
    Year,
)
from regions.admin import ReferenceAdmin


@admin.register(Category)
class CategoryAdmin(ReferenceAdmin):
    list_display = ("code", "name_ja", "name_en", "position")


@admin.register(ActionPlan)
class ActionPlanAdmin(ReferenceAdmin):
    list_display = ("code", "name_ja", "name_en", "valid_from", "valid_to")


@admin.register(Approach)
class ApproachAdmin(ReferenceAdmin):
    list_display = ("code", "axis", "plan", "name_ja", "name_en", "method_ja", "position")
    list_filter = ("axis", "plan")
    list_select_related = ("plan",)
    search_fields = ("code", "name_ja", "name_en")


@admin.register(CountingRule)
class CountingRuleAdmin(ReferenceAdmin):
    key = ("fiscal_year",)
    list_display = ("fiscal_year", "counts_in_person", "counts_online", "counts_on_demand", "note_ja")

    def has_delete_permission(self, request, obj=None) -> bool:
        """A closed year keeps its rule; the list's own “delete selected” is left out for the same reason."""
        return obj is not None and not Year.objects.closed().filter(pk=obj.pk).exists()


class LookOnly:
    """Events are written by the register's own pages, which know who may do what and keep every version."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class PartnerInline(LookOnly, admin.TabularInline):
    model = PartnerRole
    extra = 0


class OfficialInline(LookOnly, admin.TabularInline):
    model = OfficialMet
    extra = 0


@admin.register(Event)
class EventAdmin(LookOnly, SimpleHistoryAdmin):
    list_display = ("number", "mission", "title_ja", "title_en", "starts_on", "status", "is_sample")
    list_filter = ("status", "fiscal_year", "mission", "is_sample")
    list_select_related = ("mission",)
    search_fields = ("number", "title_ja", "title_en")
    show_full_result_count = False
    inlines = (PartnerInline, OfficialInline)


@admin.register(Series)
class SeriesAdmin(LookOnly, SimpleHistoryAdmin):
    list_display = ("name_ja", "name_en", "mission", "is_sample")
    list_filter = ("mission", "is_sample")
    list_select_related = ("mission",)
    search_fields = ("name_ja", "name_en")


@admin.register(Intake)
class IntakeAdmin(LookOnly, admin.ModelAdmin):
    """Who handed in which file, when, and what became of it."""

    list_display = (
        "name",
        "mission",
        "state",
        "created_by",
        "created_at",
        "written_by",
        "written_at",
        "file_removed_at",
    )
    list_filter = ("state", "mission")
    list_select_related = ("mission", "created_by", "written_by")
    search_fields = ("name", "sha256", "created_by__email")
    fields = (
        "name", "sha256", "mission", "state", "created_by", "created_at", "read_at", "rows_by_outcome", "events_written",
        "written_by", "written_at", "undone_by", "undone_at", "file_removed_at",
    )  # fmt: skip
    show_full_result_count = False

    @admin.display(description=_("rows"))
    def rows_by_outcome(self, intake: Intake) -> str:
        counts = intake.counts()
        names = {**dict(IntakeRow.Outcome.choices), "skipped": _("Skipped")}
        return ", ".join(f"{names[name]} {count}" for name, count in counts.items() if count) or "–"

    @admin.display(description=_("events written"))
    def events_written(self, intake: Intake) -> int:
        return intake.written.count()
