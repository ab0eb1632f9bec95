"""The reference file of what HQ has published, and all reference files in the order of loading."""

import events.reference_tables
import regions.reference_tables
from regions.reference_csv import Table
from reports.models import PublishedFigure

REFERENCE_TABLES = (
    Table(
        file="reports/reference/published_figures.csv",
        model=PublishedFigure,
        key=("published_on", "measure", "fiscal_year_from", "fiscal_year_to"),
    ),
)
ALL_REFERENCE_TABLES = (
    *regions.reference_tables.REFERENCE_TABLES,
    *events.reference_tables.REFERENCE_TABLES,
    *REFERENCE_TABLES,
)
