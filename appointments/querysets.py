"""The vocabulary of reading appointments."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from modeltranslation.utils import build_localized_fieldname

from auslaenderbehoerde.clock import berlin

NAME = [build_localized_fieldname("name", language) for language in settings.MODELTRANSLATION_LANGUAGES]
# What the pages between choosing a time and confirming it show; the longer texts of an office stay in the database.
CONCERN_FIELDS = ["slug", *NAME, "minutes", "minutes_per_extra_person", "max_persons", "bookable_online", "service"]
CONCERN_FIELDS += ["needs_card"]
QUEUE_FIELDS = ["step_minutes", "ticket_letter"]
OFFICE_FIELDS = [*NAME, "state", "street", "postcode", "city"]
TIMES_FIELDS = [
    *CONCERN_FIELDS,
    *(f"queue__{name}" for name in [*QUEUE_FIELDS, *(f"office__{name}" for name in OFFICE_FIELDS)]),
]


class ConcernQuerySet(models.QuerySet):
    """What may be booked, with all a page needs of it."""

    def published(self):
        """Visible concerns of visible services."""
        return self.filter(published=True, service__published=True)

    def offered(self, channel: str):
        """Those this channel is shown: `door` (at the office) or `everyone` (from home)."""
        at = {"bookable_at_door": True} if channel == "door" else {"bookable_online": True}
        return self.published().filter(**at)

    def bookable(self, channel: str):
        """Those this channel may book without more ado; pickups are opened by a card (`appointments.pickups`)."""
        return self.offered(channel).filter(needs_card=False)

    def for_cards(self):
        """Lines in which cards are handed over, booked with a card that has arrived."""
        return self.published().filter(needs_card=True)

    def for_booking(self):
        """With queue and office, so that a page needs one query."""
        return self.select_related("queue__office", "service")

    def for_times(self):
        """Only what choosing and confirming a time need and show: that is what most people do at once."""
        return self.select_related("queue__office").only(*TIMES_FIELDS)


class PlanLineQuerySet(models.QuerySet):
    def in_force(self, first: date, last: date):
        """Lines that hold on at least one day from `first` to `last`, both included."""
        return self.filter(effective_from__lte=last).filter(
            Q(effective_until__isnull=True) | Q(effective_until__gte=first)
        )


class SlotQuerySet(models.QuerySet):
    def opened(self, now: datetime):
        """Visible now and not begun."""
        return self.filter(opens_at__lte=now, starts_at__gt=now)

    def for_channel(self, channel: str):
        """At the door one sees the door's places and everyone's; from home only everyone's."""
        return self if channel == "door" else self.filter(channel="everyone")

    def on_days(self, first: date, last: date):
        """Those that begin on a day from `first` to `last`, both included (days in Germany)."""
        ends = berlin(last + timedelta(days=1), time.min)
        return self.filter(starts_at__gte=berlin(first, time.min), starts_at__lt=ends)


class AttendanceQuerySet(models.QuerySet):
    def of_day(self, office, day: date):
        """Everybody in this office on this day."""
        return self.filter(office=office, day=day)

    def waiting(self):
        """Arrived and not called."""
        return self.filter(status="waiting")

    def in_turn(self):
        """Booked people before those without an appointment, then by rank."""
        return self.annotate(walk_in=Q(appointment__isnull=True)).order_by("walk_in", "rank_at", "id")

    def for_board(self):
        """With all a row of the board shows."""
        return self.select_related("appointment", "concern", "queue", "counter", "done")

    def for_page(self):
        """With all the visitor's own page shows."""
        return self.select_related("appointment", "concern__queue", "counter", "office")


class AppointmentQuerySet(models.QuerySet):
    def booked(self):
        """Not cancelled."""
        return self.filter(status="booked")

    def known(self):
        """Whose personal data have not been deleted."""
        return self.filter(erased_at__isnull=True)

    def for_ticket(self):
        """With everything a ticket prints."""
        return self.select_related("concern__service", "concern__queue", "office")
