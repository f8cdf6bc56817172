"""The vocabulary of reading the record."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, DateField, F, Q, When

SOON_DAYS = 90  # a title that ends within this time comes before every other deadline


class NamedQuerySet(models.QuerySet):
    def named(self, words: Iterable[str]):
        """Whose folded name contains every word, each at the beginning of a word, in any order."""
        found = self
        for word in words:
            found = found.filter(search_name__contains=f" {word}")
        return found


class CaseFileQuerySet(models.QuerySet):
    def standing(self):
        """Without those that were merged into another one: nothing is left in them."""
        return self.exclude(close_reason="merged")

    def visible_to(self, user: Any):
        """Files whose content this person may see: with the right, and of blocked ones only the named readers."""
        if not user.has_perm("eakte.view_casefile"):
            return self.none()
        return self.standing().filter(Q(blocked=False) | Q(readers=user)).distinct()

    def findable_by(self, user: Any):
        """Files whose existence this person may learn, blocked ones among them."""
        return self.standing() if user.has_perm("eakte.view_casefile") else self.none()


class ProceedingQuerySet(models.QuerySet):
    def open(self):
        """Not decided, withdrawn or handed over."""
        return self.filter(closed_at__isnull=True)


class DeadlineQuerySet(models.QuerySet):
    def running(self):
        """Still to be met."""
        return self.filter(met_at__isnull=True)


class ResidenceTitleQuerySet(models.QuerySet):
    def ending(self, first: date, last: date):
        """Those whose last day lies between the two, both included."""
        return self.filter(ended_on__isnull=True, valid_until__range=(first, last))


class ResidenceCardQuerySet(models.QuerySet):
    def waiting(self):
        """Arrived and not collected."""
        return self.filter(state="arrived")


class DocumentQuerySet(models.QuerySet):
    def readable_by(self, user: Any):
        """What this person may open of the files they may see: team papers only in their own team."""
        return self.filter(Q(access="casework") | Q(case_file__team__in=user.teams.all()))


class IntakeItemQuerySet(models.QuerySet):
    def waiting(self):
        """Still on the list."""
        return self.filter(settled_at__isnull=True)


class TaskQuerySet(models.QuerySet):
    def open(self):
        """Not done."""
        return self.filter(done_at__isnull=True)

    def by_urgency(self, today: date):
        """Titles that end soon first, then deadlines, then age."""
        soon = Case(
            When(lapses_on__lte=today + timedelta(days=SOON_DAYS), then=F("lapses_on")),
            default=None,
            output_field=DateField(),
        )
        return self.annotate(lapses_soon=soon).order_by(
            F("lapses_soon").asc(nulls_last=True), F("due_on").asc(nulls_last=True), "created_at", "id"
        )
