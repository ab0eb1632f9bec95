"""Reference data as HQ edits it: with history, and in and out as CSV by natural keys."""

import re
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV, JSON
from import_export.resources import ModelResource, modelresource_factory
from simple_history.admin import SimpleHistoryAdmin

from regions.models import County, Indicator, IndicatorValue, Jurisdiction, JurisdictionCounty, Mission, Region, State

FORMULA = re.compile(r"^'*[=+\-@\t\r]")
NUMBER = re.compile(r"^-[0-9]+$")


class SafeCSV(CSV):
    """CSV whose cells no spreadsheet runs as a formula: such a cell goes out with an apostrophe, which import takes off."""

    def export_data(self, dataset, **kwargs) -> str:
        for _row in range(len(dataset)):
            dataset.append([_defused(cell) for cell in dataset.lpop()])
        return super().export_data(dataset, **kwargs)

    def create_dataset(self, in_stream, **kwargs):
        dataset = super().create_dataset(in_stream, **kwargs)
        for _row in range(len(dataset)):
            dataset.append([_as_it_was(cell) for cell in dataset.lpop()])
        return dataset


def _defused(cell: object) -> object:
    is_formula = isinstance(cell, str) and FORMULA.match(cell) and not NUMBER.match(cell)
    return f"'{cell}" if is_formula else cell


def _as_it_was(cell: object) -> object:
    return cell[1:] if isinstance(cell, str) and cell.startswith("'") and FORMULA.match(cell) else cell


def resource_for(model: type[Model], *, key: tuple[str, ...]) -> type[ModelResource]:
    """Rows known by their natural key, checked like a form, written all or none, each with its history."""
    own = [field.name for field in model._meta.concrete_fields if not field.auto_created]
    return modelresource_factory(
        model,
        meta_options={
            "fields": own,
            "export_order": own,
            "import_id_fields": key,
            "clean_model_instances": True,
            "skip_unchanged": True,
            "report_skipped": True,
            "use_transactions": True,
        },
    )


class ReferenceAdmin(ImportExportModelAdmin, SimpleHistoryAdmin):
    """A code is given once: it names the row in files, addresses and events."""

    key: tuple[str, ...] = ("code",)
    skip_export_form = True
    list_per_page = 200

    def get_import_formats(self) -> list[type]:
        return [SafeCSV, JSON]

    get_export_formats = get_import_formats

    def get_resource_classes(self, request) -> list[type[ModelResource]]:
        return [resource_for(self.model, key=self.key)]

    def get_readonly_fields(self, request, obj=None) -> tuple[Any, ...]:
        fixed = super().get_readonly_fields(request, obj)
        pk = self.opts.pk
        return (*fixed, pk.name) if obj and not pk.auto_created else tuple(fixed)


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    list_display = ("code", "name_ja", "name_en", "position")
    search_fields = ("code", "name_ja", "name_en")


@admin.register(State)
class StateAdmin(ReferenceAdmin):
    list_display = ("code", "name_ja", "name_en", "full_name_ja", "kind", "region")
    list_filter = ("region", "kind")
    list_select_related = ("region",)
    search_fields = ("code", "name_ja", "full_name_ja", "name_en")


@admin.register(County)
class CountyAdmin(ReferenceAdmin):
    list_display = ("code", "name_ja", "name_en", "state")
    list_filter = (("state", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("state",)
    search_fields = ("code", "name_ja", "name_en")


@admin.register(Mission)
class MissionAdmin(ReferenceAdmin):
    list_display = ("code", "short_ja", "short_en", "kind", "city", "seat", "parent", "time_zone")
    list_filter = ("kind",)
    list_select_related = ("seat", "parent")
    search_fields = ("code", "name_ja", "short_ja", "name_en", "short_en")


class JurisdictionCountyInline(admin.TabularInline):
    model = JurisdictionCounty
    autocomplete_fields = ("county",)
    extra = 0


@admin.register(Jurisdiction)
class JurisdictionAdmin(ReferenceAdmin):
    key = ("mission", "state", "valid_from")
    list_display = ("state", "mission", "extent", "valid_from", "valid_to", "note_ja")
    list_filter = ("extent", "mission", ("state", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("state", "mission")
    search_fields = ("state__name_ja", "state__name_en", "state__code", "mission__code")
    inlines = (JurisdictionCountyInline,)


@admin.register(Indicator)
class IndicatorAdmin(ReferenceAdmin):
    list_display = ("code", "name_ja", "name_en", "year", "unit_ja", "stated_total", "position")
    search_fields = ("code", "name_ja", "name_en")


@admin.register(IndicatorValue)
class IndicatorValueAdmin(ReferenceAdmin):
    key = ("indicator", "state")
    list_display = ("indicator", "state", "value", "rank", "rank_note_ja", "name_ja_as_printed")
    list_filter = ("indicator", ("rank", admin.AllValuesFieldListFilter))
    list_select_related = ("indicator", "state")
    search_fields = ("state__code", "state__name_ja", "state__name_en")
    fieldsets = (
        (None, {"fields": ("indicator", "state", "value")}),
        (_("As the source gives it"), {"fields": ("rank", "rank_note_ja", "rank_note_en", "name_ja_as_printed")}),
    )
