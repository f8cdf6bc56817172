"""An appointment for the person of a case file, booked by the office: her details are those of the record."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from appointments import holds, services, ties, undoing
from appointments.availability import DayOffer, Visit, next_days
from appointments.exceptions import FileClosed, NothingToUndo
from appointments.models import Appointment, Channel, Concern
from auslaenderbehoerde.clock import local_day
from eakte import reach
from eakte.models import CaseFile, Person, Proceeding

DAYS, TIMES = 4, 12
TITLE = "Zum Termin einladen"


@dataclass(frozen=True)
class Choices:
    """What an invitation may be about: what the office offers, and what is open in the file."""

    case_file: CaseFile
    concerns: list[Concern]
    proceedings: list[Proceeding]

    @property
    def proceeding(self) -> Proceeding | None:
        """The newest one that has a concern of its own."""
        services_offered = {concern.service_id for concern in self.concerns}
        return next((row for row in self.proceedings if row.service_id in services_offered), None)

    @property
    def concern(self) -> Concern | None:
        """What people of the file most likely come for, at the office of its department if it is offered there."""
        matter = self.proceeding
        fitting = [row for row in self.concerns if matter is None or row.service_id == matter.service_id]
        here = self.case_file.department.office_id
        return next((row for row in fitting if row.queue.office_id == here), next(iter(fitting), None))


def choices_of(case_file: CaseFile) -> Choices:
    """Concerns by office, pickups aside (a card opens those), and open proceedings; the newest first. Two queries."""
    offered = Concern.objects.published().for_booking().filter(needs_card=False)
    concerns = offered.order_by("queue__office__name_de", "queue__office", "order", "slug")
    opened = Proceeding.objects.open().filter(case_file=case_file).select_related("service")
    return Choices(case_file, list(concerns), list(opened.order_by("-received_at")))


def next_times(concern: Concern, *, earliest: date | None, now: datetime) -> list[DayOffer]:
    """The next days with a free time, from tomorrow or the wanted day on, and the first times of each."""
    after = max(local_day(now), earliest - timedelta(days=1)) if earliest else local_day(now)
    found = next_days(_visit(concern), now=now, after=after, count=DAYS)
    return [DayOffer(offer.day, offer.times[:TIMES]) for offer in found]


@transaction.atomic
def invite(
    *, case_file: CaseFile, concern: Concern, start: datetime, proceeding: UUID | None, attempt: UUID, now: datetime
) -> Appointment:
    """Book it and tie it to the file (FileClosed, TimeTaken, AlreadyBooked). A second press books once.

    The person is told when the office can no longer take it back, and by mail only if the record says so.
    """
    rows = CaseFile.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    locked = rows.get(pk=case_file.pk)
    if locked.closed_at is not None:
        raise FileClosed
    hold = holds.hold_place(visit=_visit(concern), start=start, attempt=attempt, now=now)
    booked = services.book_appointment(
        hold=hold,
        person=_guest(locked.person),
        language=locked.person.language or "de",
        now=now,
        tell_after=now + undoing.TELL_AFTER,
    )
    return ties.tie(appointment=booked, case_file=locked, proceeding=proceeding)


@transaction.atomic
def take_back(*, appointment: UUID, booked_at: datetime, now: datetime) -> None:
    """Undo it within the moment (NothingToUndo, AlreadyChanged): its time is free at once, nobody was told."""
    booked = Appointment.objects.filter(pk=appointment, booked_at=booked_at).first()
    if booked is None:
        raise NothingToUndo
    undoing.check_moment(booked.booked_at, now=now)
    undoing.unbook(appointment=booked)


def _visit(concern: Concern) -> Visit:
    return Visit(concern, 1, Channel.EVERYONE)


def _guest(person: Person) -> services.Person:
    """Without the address where no mail may go: then this appointment never writes one."""
    email = person.email if reach.by_mail(person) else ""
    return services.Person(person.family_name, person.given_names, person.birth_date, email=email)
