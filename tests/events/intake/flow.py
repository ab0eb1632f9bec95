"""The flow without a browser, in as many words as a test needs."""

from events.intake.reading import Choices, read, receive
from events.intake.writing import write
from events.models import Intake, IntakeRow
from events.sentences import said
from events.workbook.names import Lookups


def reviewed(file, *, user, mission=None, **choices) -> Intake:
    file.seek(0)
    intake, workbook = receive(file, user=user, mission=mission or user.mission, name=file.name)
    read(intake, workbook, Choices(**choices), lookups=Lookups.load())
    return intake


def written(file, *, user, good_rows_only=False, submit=False, **options) -> Intake:
    intake = reviewed(file, user=user, **options)
    write(intake, by=user, good_rows_only=good_rows_only, submit=submit)
    return intake


def outcomes(intake: Intake) -> list[tuple[int, str]]:
    return list(intake.rows.values_list("number", "outcome"))


def row_of(intake: Intake, number: int) -> IntakeRow:
    return intake.rows.get(number=number)


def sentences(intake: Intake, number: int) -> list[str]:
    return [said(each["sentence"]) for each in row_of(intake, number).problems]
