"""What was issued to a meeting (発行版). Every row here is written once; reports/frozen_triggers.py sees to it."""

from __future__ import annotations

import hashlib
from typing import Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.text import validate_text
from regions.bilingual import in_current_language
from reports.edition_choices import Choices
from reports.models.draft import EditionDraft


class Damaged(Exception):
    """Bytes that do not have the hash under which they were frozen."""


class Standing(models.TextChoices):
    PROVISIONAL = "provisional", _("Provisional")
    FINAL = "final", _("Final")


class EditionQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Issued editions are for everybody who may sign in."""
        return self.all() if user.is_authenticated else self.none()

    def for_list(self) -> Self:
        return self.select_related("issued_by").prefetch_related("notices")


class Edition(models.Model):
    """The n-th edition (第n版), frozen: `definition` is reports.edition_choices.Choices with every rule spelled out.

    `events` and `participants` are the recorded ones; the baselines stand beside them. `digest` binds the definition,
    the event versions and the files together. It is the last row that issuing writes: from then on nothing is added.
    """

    number = models.PositiveIntegerField(_("edition"), primary_key=True)
    standing = models.CharField(_("standing"), max_length=12, choices=Standing)
    title_ja = models.CharField(_("Japanese title"), max_length=200, blank=True)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    meeting = models.CharField(_("meeting"), max_length=200, blank=True)
    issued_on = models.DateField(_("date of the document"))
    as_of = models.DateTimeField(_("as of"))
    first_year = models.SmallIntegerField(_("from fiscal year"))
    last_year = models.SmallIntegerField(_("to fiscal year"))
    definition = models.JSONField(_("definition"))
    events = models.BigIntegerField(_("events"))
    participants = models.BigIntegerField(_("participants"), null=True)
    unknown = models.BigIntegerField(_("events with unknown participants"))
    baseline_events = models.BigIntegerField(default=0)
    baseline_participants = models.BigIntegerField(default=0)
    is_sample = models.BooleanField(_("sample"), default=False)
    digest = models.CharField(_("SHA-256"), max_length=64)
    draft = models.ForeignKey(EditionDraft, models.PROTECT, null=True, related_name="editions")
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("started from"))
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.CheckConstraint(
                name="edition_numbered_from_one",
                condition=Q(number__gte=1),
                violation_error_message=_("Editions are numbered from 1."),
            ),
        ]

    def __str__(self) -> str:
        return _now("Edition %(number)d") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("edition_detail", args=[self.number])

    @property
    def title(self) -> str:
        return in_current_language(self.title_ja, self.title_en)

    @property
    def chosen(self) -> Choices:
        return Choices.from_plain(self.definition)

    @property
    def cumulative_events(self) -> int:
        """Baseline and recorded."""
        return self.baseline_events + self.events

    @property
    def cumulative_participants(self) -> int | None:
        if not self.baseline_participants:
            return self.participants
        return self.baseline_participants + (self.participants or 0)

    @property
    def withdrawal(self) -> EditionNotice | None:
        return next((notice for notice in self.notices.all() if notice.kind == EditionNotice.Kind.WITHDRAWAL), None)

    def withdraw(self, *, by, because: str) -> EditionNotice:
        """Says beside the edition that it is no longer to be used; the edition itself stays as it is."""
        if self.withdrawal:
            raise ValidationError(_now("This edition has been withdrawn already."))
        return self.note(EditionNotice.Kind.WITHDRAWAL, by=by, text=because)

    def note(self, kind: str, *, by, text: str) -> EditionNotice:
        if not by.is_hq:
            raise PermissionDenied
        if not text.strip():
            raise ValidationError(_now("Give a reason, so that others can follow what happened."))
        notice = EditionNotice(edition=self, kind=kind, text=text, noted_by=by)
        notice.full_clean()
        notice.save(force_insert=True)
        return notice


class EditionBlob(models.Model):
    """Bytes under their SHA-256: files as issued, and the photos that they hold."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256

    @classmethod
    def keep(cls, data: bytes) -> str:
        """Its hash; the same bytes are kept once."""
        sha256 = hashlib.sha256(data).hexdigest()
        EditionBlob.objects.bulk_create([EditionBlob(sha256=sha256, data=data)], ignore_conflicts=True)
        return sha256

    def verified(self) -> bytes:
        data = bytes(self.data)
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise Damaged(self.sha256)
        return data


class EditionFile(models.Model):
    """A file of an edition in one language."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        SLIDES = "pptx", _("Slides (PowerPoint)")
        WORKBOOK = "xlsx", _("Workbook")
        DATA = "data-xlsx", _("Workbook for machines")
        JSON = "json", _("Data (JSON)")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files")
    language = models.CharField(max_length=2)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    blob = models.ForeignKey(EditionBlob, models.PROTECT, related_name="+", db_column="sha256")
    size = models.PositiveBigIntegerField(_("size"))

    class Meta:
        ordering = ["edition", "-language", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "language", "format"], name="edition_file_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """edition-3-ja.pdf, edition-3-ja-data.xlsx."""
        kind, _dash, suffix = self.format.rpartition("-")
        return f"edition-{self.edition_id}-{self.language}{f'-{kind}' if kind else ''}.{suffix}"

    @property
    def sha256(self) -> str:
        return self.blob_id


class EditionEvent(models.Model):
    """An event as an edition counted it: which version, where it stood, and how many it added.

    `history_row` is the `history_id` of the version, NULL for an event that has none. `participants` is what the event
    adds under `rule`, NULL when nothing countable is known; `is_unknown` says whether it stands among the unknown.
    `is_counted` is False for an event that its series leaves out: its participants are added all the same. `rule` names
    the modes that counted ("in_person+online"), "" where its year had no rule.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="counted_events")
    event = models.ForeignKey(Event, models.DO_NOTHING, db_constraint=False, related_name="in_editions")
    history_row = models.IntegerField(null=True)
    version = models.PositiveIntegerField()
    number = models.CharField(max_length=20)
    status = models.CharField(max_length=10)
    mission = models.CharField(max_length=3)
    partners = models.CharField(max_length=100, blank=True)
    fiscal_year = models.SmallIntegerField()
    starts_on = models.DateField()
    state = models.CharField(max_length=6, blank=True)
    region = models.CharField(max_length=30, blank=True)
    category = models.CharField(max_length=30, blank=True)
    format = models.CharField(max_length=10, blank=True)
    region_type = models.CharField(max_length=30, blank=True)
    interest_level = models.CharField(max_length=30, blank=True)
    pillar = models.CharField(max_length=30, blank=True)
    series = models.BigIntegerField(null=True)
    participants = models.BigIntegerField(null=True)
    is_unknown = models.BooleanField()
    is_counted = models.BooleanField()
    rule = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["edition", "event"]
        indexes = [
            models.Index(fields=["event", "edition"], name="edition_event_of_event"),
            models.Index(fields=["edition", "fiscal_year", "mission"], name="edition_event_of_year"),
            models.Index(fields=["edition", "mission"], name="edition_event_of_mission"),
            models.Index(fields=["edition", "state"], name="edition_event_of_state"),
            models.Index(fields=["edition", "category"], name="edition_event_of_category"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["edition", "event"], name="edition_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.number} {self.version}"


class EditionFinding(models.Model):
    """What the gate found and HQ issued over, with the reason given."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="findings")
    code = models.CharField(max_length=40)
    sentence_ja = models.TextField()
    sentence_en = models.TextField()
    reason = models.TextField(_("reason"), max_length=1000, validators=[MaxLengthValidator(1000), validate_text])

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="edition_finding_once"),
            models.CheckConstraint(
                name="edition_finding_has_a_reason",
                condition=GreaterThan(Length(Trim("reason")), 0),
                violation_error_message=_("Give a reason, so that others can follow what happened."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.code}"

    @property
    def sentence(self) -> str:
        return in_current_language(self.sentence_ja, self.sentence_en)


class EditionNotice(models.Model):
    """What HQ says about an edition after it was issued, such as that it is withdrawn."""

    class Kind(models.TextChoices):
        WITHDRAWAL = "withdrawal", _("Withdrawal")
        REMARK = "remark", _("Remark")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(_("reason"), max_length=1000, validators=[validate_text])
    noted_at = models.DateTimeField(default=timezone.now, editable=False)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["edition", "noted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(kind="withdrawal"),
                name="edition_withdrawn_once",
                violation_error_message=_("This edition has been withdrawn already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.kind}"
