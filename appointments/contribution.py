"""What appointments add to a case file: which there are, and how they are found, told, moved and erased."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from appointments import invitations, tickets
from appointments.models import Appointment, Attendance, Pickup, Place, Proposal, UrgentRequest
from appointments.models.booking import EMPTY
from auslaenderbehoerde.clock import BERLIN
from eakte.answering import lines
from eakte.contributions import Action, CaseContribution, ExportPart, Merger, Moment, Panel
from eakte.models import CaseFile, Person

COVERS = (
    "appointments.Appointment",
    "appointments.Attendance",
    "appointments.Pickup",
    "appointments.Place",
    "appointments.Proposal",
    "appointments.UrgentRequest",
)
RIGHT = "appointments.view_appointment"
INVITE = "eakte.work_on_casefile"
CODE = re.compile(r"^\s*[0-9A-Z]{4}[\s-]?[0-9A-Z]{4}\s*$", re.IGNORECASE)
NUMBER = re.compile(r"^\s*([A-Z])\s*(\d{1,5})\s*$", re.IGNORECASE)
NOBODY = {"code_hash": None, "open_key": None, "case_file": None, "proceeding": None, "language": ""}
NOTHING = dict.fromkeys(["family_name", "given_names", "birth_date", "text", "contact", "language", "answer"], "")
Status = Attendance.Status
ENDS = {Status.SERVED: "Termin wahrgenommen", Status.ABSENT: "Zum Termin nicht gekommen"}


def panels(request: HttpRequest, case_file: CaseFile, now: datetime) -> list[Panel]:
    """The appointments of the file, those to come first; nothing where there is none or the right is missing."""
    found = list(_of(case_file)) if request.user.has_perm(RIGHT) else []
    if not found:
        return []
    coming = [each for each in found if each.ends_at > now and each.status == Appointment.Status.BOOKED]
    past = [each for each in reversed(found) if each not in coming]
    context = {"coming": coming, "past": past, "today": now.astimezone(BERLIN).date()}
    return [Panel("Termine", "admin/appointments/_panel.html", context, order=40)]


def actions(case_file: CaseFile) -> list[Action]:
    """The short form that invites the person; not to a closed file, of which nothing is expected."""
    if case_file.closed_at is not None:
        return []
    address = reverse("admin:appointment_invite", args=[case_file.pk])
    return [Action(invitations.TITLE, f"{address}#formular", INVITE)]


def moments(case_file: CaseFile, now: datetime) -> list[Moment]:
    """Booked, cancelled, attended or not; one query."""
    return [moment for appointment in _of(case_file) for moment in _of_appointment(appointment)]


def _of_appointment(appointment: Appointment) -> Iterator[Moment]:
    detail = f"{appointment.concern.name}, {when(appointment)}"
    yield Moment(appointment.booked_at, "Termin gebucht", detail)
    if appointment.status == Appointment.Status.CANCELLED:
        yield Moment(appointment.starts_at, "Termin war abgesagt", detail)
    visit = getattr(appointment, "attendance", None)
    if visit is not None and visit.status in ENDS:
        yield Moment(visit.finished_at or appointment.starts_at, ENDS[Status(visit.status)], detail)


def export(case_file: CaseFile) -> list[ExportPart]:
    """A line of the index for each moment; there is no file."""
    return [ExportPart(each.at, each.text, each.detail) for each in moments(case_file, datetime.now(BERLIN))]


def when(appointment: Appointment) -> str:
    """Day, time, office and number, as the office writes them."""
    start = appointment.starts_at.astimezone(BERLIN)
    return f"{start:%d.%m.%Y} um {start:%H:%M} Uhr, {appointment.office.name}, Nummer {appointment.number}"


def _of(case_file: CaseFile) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(case_file=case_file).select_related("concern", "office", "attendance")
    return rows.order_by("starts_at")


def find(text: str, today: date) -> list[UUID]:
    """The file of the appointment with this code, or with this number today."""
    known = Appointment.objects.known().exclude(case_file=None)
    if CODE.match(text):
        return list(known.filter(code_hash=tickets.code_hash(text)).values_list("case_file", flat=True))
    if number := NUMBER.match(text):
        given = f"{number.group(1).upper()} {int(number.group(2))}"
        return list(known.filter(day=today, number=given).values_list("case_file", flat=True))
    return []


def answer(person: Person) -> list[ExportPart]:
    """Appointments of her files, visits, pickups of her cards, held places, proposals, urgent requests."""
    people = Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person))
    booked = Appointment.objects.filter(case_file__person__in=people).select_related("office", "concern")
    asked = Q(appointment__in=booked) | Q(attendance__appointment__in=booked)
    visits = Attendance.objects.filter(appointment__in=booked)
    held = Place.objects.filter(Q(appointment__in=booked) | Q(hold__proposal__appointment__in=booked))
    offered = Proposal.objects.filter(appointment__in=booked).select_related("appointment")
    pickups = Pickup.objects.filter(card__person__in=people).select_related("appointment", "card")
    return [
        *lines(booked, lambda row: row.booked_at),
        *lines(visits.select_related("office", "queue", "concern", "appointment", "counter", "done"), _day),
        *lines(pickups, lambda row: row.appointment.booked_at),
        *lines(offered, lambda row: row.created_at),
        *lines(UrgentRequest.objects.filter(asked).select_related("office"), lambda row: row.created_at),
        *(_held(place) for place in held.select_related("slot__queue")),
    ]


def _day(visit: Attendance) -> datetime:
    return visit.arrived_at or visit.rank_at


def _held(place: Place) -> ExportPart:
    start = place.slot.starts_at
    return ExportPart(start, "Belegter Platz", f"{start.astimezone(BERLIN):%d.%m.%Y %H:%M}, {place.slot.queue}")


def moves(gone: Person) -> list[str]:
    """How many appointments hang on her file."""
    number = Appointment.objects.filter(case_file__person=gone).count()
    return [f"Termine: {number}"] if number else []


def merge(merger: Merger) -> None:
    """Appointments follow into the file that stays; pickups follow their cards."""
    if merger.gone_file is not None:
        Appointment.objects.filter(case_file=merger.gone_file).update(case_file=merger.kept_file)


def holds(case_files: Sequence[CaseFile], now: datetime) -> list[tuple[UUID, str]]:
    """An appointment to come keeps its file."""
    coming = Appointment.objects.booked().filter(case_file__in=[file.pk for file in case_files], starts_at__gt=now)
    files = coming.order_by().values_list("case_file", flat=True).distinct()
    return [(pk, "ein Termin steht noch an") for pk in files if pk]


def erase(case_file: CaseFile, now: datetime) -> None:
    """Empty what is personal, as after the office's period: the appointments stay as counts and hang on nothing."""
    people = Person.objects.filter(Q(pk=case_file.person_id) | Q(merged_into=case_file.person_id))
    rows = set(Appointment.objects.filter(_hangs_on(people)).values_list("pk", flat=True))
    Pickup.objects.filter(Q(card__person__in=people) | Q(appointment__in=rows)).delete()
    asked = UrgentRequest.objects.filter(Q(appointment__in=rows) | Q(attendance__appointment__in=rows))
    asked.filter(erased_at=None).update(**NOTHING, erased_at=now)
    Attendance.objects.filter(appointment__in=rows).update(note="", undo=None)
    Appointment.objects.filter(pk__in=rows).update(**EMPTY, **NOBODY, erased_at=now)


def _hangs_on(people: QuerySet[Person]) -> Q:
    return Q(case_file__person__in=people) | Q(proceeding__case_file__person__in=people)


APPOINTMENTS = CaseContribution(
    app="appointments",
    covers=COVERS,
    panels=panels,
    moments=moments,
    actions=actions,
    export=export,
    find=find,
    answer=answer,
    moves=moves,
    merge=merge,
    holds=holds,
    erase=erase,
)
