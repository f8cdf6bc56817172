"""One valid example of each appointment model."""

from datetime import date, time, timedelta

import factory
from factory.django import DjangoModelFactory

from appointments import models
from auslaenderbehoerde.clock import berlin, local_day
from tests.factories.authority import OfficeFactory
from tests.factories.catalogue import ServiceFactory


class QueueFactory(DjangoModelFactory):
    """A line; its letter is never one that tests write themselves (A, B, F, W), so drawn numbers never meet theirs."""

    class Meta:
        model = models.Queue

    office = factory.SubFactory(OfficeFactory)
    slug = factory.Sequence(lambda number: f"schalter-{number:05}")
    name_de = "Schalter"
    step_minutes = 10
    places_per_clerk = 1
    ticket_letter = factory.Sequence(lambda number: "CDEGHJKLMNPQRSTVXYZ"[number % 19])


class ConcernFactory(DjangoModelFactory):
    class Meta:
        model = models.Concern

    slug = factory.Sequence(lambda number: f"anliegen-{number:05}")
    name_de = "Verlängerung"
    service = factory.SubFactory(ServiceFactory)
    queue = factory.SubFactory(QueueFactory)
    minutes = 10
    asks_residence = False


class PlanLineFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanLine

    queue = factory.SubFactory(QueueFactory)
    weekday = 0
    starts = time(8)
    ends = time(12)
    clerks = 2
    effective_from = date(2026, 1, 1)


class SlotFactory(DjangoModelFactory):
    """A slot of two places for everyone that opened long ago."""

    class Meta:
        model = models.Slot

    queue = factory.SubFactory(QueueFactory)
    starts_at = berlin(date(2027, 3, 22), time(8))
    channel = models.Channel.EVERYONE
    opens_at = factory.LazyAttribute(lambda slot: slot.starts_at - timedelta(weeks=12))
    capacity = 2
    offered = factory.SelfAttribute("capacity")


class DoorCodeFactory(DjangoModelFactory):
    class Meta:
        model = models.DoorCode

    office = factory.SubFactory(OfficeFactory)
    code = factory.Sequence(lambda number: f"tuer{number:04}")


class AppointmentFactory(DjangoModelFactory):
    """A booked visit without a place of the grid; services make real ones."""

    class Meta:
        model = models.Appointment

    concern = factory.SubFactory(ConcernFactory)
    office = factory.SelfAttribute("concern.queue.office")
    starts_at = berlin(date(2027, 3, 22), time(8))
    ends_at = factory.LazyAttribute(lambda appointment: appointment.starts_at + timedelta(minutes=10))
    day = factory.LazyAttribute(lambda appointment: local_day(appointment.starts_at))
    number = factory.Sequence(lambda number: f"F {number}")
    channel = models.Channel.EVERYONE
    family_name = "Yılmaz"
    given_names = "Ayşe"
    birth_date = "1990-01-31"
