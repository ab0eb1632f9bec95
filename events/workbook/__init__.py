"""From an uploaded workbook to understood rows: reading -> tables -> columns -> rows. Nothing here writes an event."""
