"""What a file may hold. No Django here: the reading process imports this too."""

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 100_000
ROWS_BESIDE = 500
"""Rows that do not count: titles, headers, notes and totals around the tables."""
MOST_COLUMNS = 200
MOST_SHEETS = 200
LONGEST_CELL = 32_767
MOST_TEXT = 120_000_000
"""Characters in all cells together; a year of a large mission has about 200,000."""
MOST_UNPACKED = 700 * 1024 * 1024
MOST_PARTS = 5_000

MEMORY = 600 * 1024 * 1024
"""Address space of the reading process; 100,000 rows of 25 columns take about a third of it."""
CPU_SECONDS = 60
WALL_SECONDS = 120


class Refused(Exception):
    """Why a file is not read: a code and what belongs into its sentence (events/workbook/reading.py)."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def letters(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(text: str) -> int:
    """A -> 0, AA -> 26."""
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number - 1
