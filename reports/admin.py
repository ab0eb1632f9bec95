"""What HQ has published, entered with its source."""

from django.contrib import admin

from regions.admin import ReferenceAdmin
from reports.models import PublishedFigure


@admin.register(PublishedFigure)
class PublishedFigureAdmin(ReferenceAdmin):
    key = ("published_on", "measure", "fiscal_year_from", "fiscal_year_to")
    list_display = ("published_on", "measure", "fiscal_year_from", "fiscal_year_to", "value", "unit_ja", "is_derived")
    list_filter = ("published_on", "measure", "is_derived")
