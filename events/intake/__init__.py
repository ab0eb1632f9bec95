"""From the rows of an uploaded workbook to written events: compared with the register, reviewed, written, undone."""
