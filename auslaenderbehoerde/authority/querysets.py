"""The vocabulary of reading who we are."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q


class MunicipalityQuerySet(models.QuerySet):
    def competent(self) -> Self:
        """Towns whose residents we serve."""
        return self.filter(competent=True)


class OfficeQuerySet(models.QuerySet):
    def for_pages(self) -> Self:
        """With hours and what else is in the house: two more queries, however many offices."""
        return self.prefetch_related("hours", "offers")


class ClosingDayQuerySet(models.QuerySet):
    def of(self, office: models.Model) -> Self:
        """Those of one office and those of all offices."""
        return self.filter(Q(office=office) | Q(office__isnull=True))

    def between(self, first: date, last: date) -> Self:
        """From `first` to `last`, both included."""
        return self.filter(day__gte=first, day__lte=last)


class FeedbackQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Still to be answered."""
        return self.filter(done_at__isnull=True)

    def answered_before(self, moment: datetime) -> Self:
        """Answered so long ago that nobody needs it any more."""
        return self.filter(done_at__lt=moment)


MunicipalityManager = models.Manager.from_queryset(MunicipalityQuerySet)
OfficeManager = models.Manager.from_queryset(OfficeQuerySet)
ClosingDayManager = models.Manager.from_queryset(ClosingDayQuerySet)
FeedbackManager = models.Manager.from_queryset(FeedbackQuerySet)
