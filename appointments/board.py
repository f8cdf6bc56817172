"""The desk's board: who is expected, waits, is called and was served in one office on one day.

Thirty counters ask for it every five seconds. So a page first asks for the `version`, one query that costs
nothing to render; the board itself reads only the columns it shows and only as many rows as fit on a screen.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q

from appointments import waiting
from appointments.models import Appointment, Attendance, UrgentRequest
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import local_day

Status = Attendance.Status
EXPECTED_SHOWN, WAITING_SHOWN, FINISHED_SHOWN = 40, 60, 12
OVERDUE_SHOWN_FOR = timedelta(minutes=60)  # later than that somebody is only counted, and found by the search

VERSION = """
SELECT md5(concat_ws('/',
    (SELECT string_agg(concat_ws('|', id, changed_at, note), ',' ORDER BY id)
        FROM appointments_attendance WHERE office_id = %(office)s AND day = %(day)s),
    (SELECT string_agg(concat_ws('|', id, status, starts_at, number, persons, needs, case_file_id), ',' ORDER BY id)
        FROM appointments_appointment WHERE office_id = %(office)s AND day = %(day)s),
    (SELECT string_agg(concat_ws('|', id, clerk_id), ',' ORDER BY id)
        FROM appointments_counter WHERE office_id = %(office)s),
    (SELECT string_agg(id::text, ',' ORDER BY id)
        FROM appointments_urgentrequest WHERE office_id = %(office)s AND state = 'open' AND erased_at IS NULL)
))
"""


@dataclass(frozen=True)
class Row:
    """One party on the board. `identifier` is the visit's, for the expected the appointment's."""

    identifier: UUID
    number: str
    name: str
    concern: str
    queue: str
    persons: int
    language: str
    needs: str = ""
    note: str = ""
    walk_in: bool = False
    cancelled: bool = False
    late: bool = False
    minutes: int = 0
    starts_at: datetime | None = None
    arrived_at: datetime | None = None
    called_at: datetime | None = None
    finished_at: datetime | None = None
    calls: int = 0
    counter: str = ""
    counter_id: UUID | None = None
    done: str = ""
    cards: int = 0
    case_file: UUID | None = None
    status: str = ""
    seen: datetime | None = None


@dataclass
class QueueCount:
    """One line of an office in figures."""

    name: str
    expected: int = 0
    waiting: int = 0
    waiting_without: int = 0
    called: int = 0
    served: int = 0
    absent: int = 0


@dataclass(frozen=True)
class Board:
    """What the desk sees. Columns are cut to what fits; the counts are whole."""

    expected: list[Row]
    waiting: list[Row]
    called: list[Row]
    finished: list[Row]
    queues: list[QueueCount] = field(default_factory=list)
    expected_older: int = 0

    def total(self, name: str) -> int:
        """A figure over all queues."""
        return sum(getattr(queue, name) for queue in self.queues)

    @property
    def totals(self) -> dict[str, int]:
        names = ("expected", "waiting", "waiting_without", "called", "served", "absent")
        return {name: self.total(name) for name in names}


def version(office: Office, *, now: datetime) -> str:
    """Changes with everything the board shows, and every minute, because minutes are shown. One query."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION, {"office": office.pk, "day": local_day(now)})
        return f"{cursor.fetchone()[0]}-{int(now.timestamp()) // 60}"


def board(office: Office, *, now: datetime) -> Board:
    """The board of an office now, in six queries whatever the number of people."""
    of_day = Attendance.objects.of_day(office, local_day(now))
    queues, older = _counts(office, of_day, now)
    return Board(
        expected=_expected(office, now),
        waiting=[_row(values, now) for values in _values(of_day.waiting().in_turn())[:WAITING_SHOWN]],
        called=[_row(values, now) for values in _values(of_day.filter(status=Status.CALLED).order_by("called_at"))],
        finished=[_row(values, now) for values in _values(_finished(of_day))[:FINISHED_SHOWN]],
        queues=queues,
        expected_older=older,
    )


def open_requests(office: Office, *, now: datetime) -> list[UrgentRequest]:
    """Urgent requests without an answer, oldest first; yesterday's stays until somebody answers it."""
    found = UrgentRequest.objects.filter(office=office, state=UrgentRequest.State.OPEN, erased_at=None)
    return list(found.filter(created_at__lte=now).order_by("created_at"))


# --- people with an appointment who have not come yet ---

COMING_FIELDS = {
    "identifier": F("pk"),
    "name_of_concern": F("concern__name_de"),
    "name_of_queue": F("concern__queue__name_de"),
    "needs_card": F("concern__needs_card"),
}


def coming(office: Office, *, now: datetime) -> Any:
    """Booked for today, and nobody has said yet what became of it; soonest first."""
    booked = Appointment.objects.booked().filter(office=office, day=local_day(now), attendance=None)
    return booked.order_by("starts_at", "number")


def coming_rows(appointments: Any, *, now: datetime, limit: int | None = None) -> list[Row]:
    """Appointments as rows of the board."""
    columns = ["number", "family_name", "given_names", "persons", "language", "needs", "starts_at", "status"]
    tolerance = F("office__arrival_tolerance_minutes")
    found = appointments.annotate(tolerance=tolerance, **COMING_FIELDS)
    rows = found.values(*columns, "case_file", "tolerance", *COMING_FIELDS)[:limit]
    return [_coming_row(values, now) for values in rows]


def _expected(office: Office, now: datetime) -> list[Row]:
    recent = coming(office, now=now).filter(starts_at__gte=now - OVERDUE_SHOWN_FOR)
    return coming_rows(recent, now=now, limit=EXPECTED_SHOWN)


def _coming_row(values: dict[str, Any], now: datetime) -> Row:
    start = values["starts_at"]
    return Row(
        identifier=values["identifier"],
        number=values["number"],
        name=_name(values["given_names"], values["family_name"]),
        concern=values["name_of_concern"],
        queue=values["name_of_queue"],
        persons=values["persons"],
        language=values["language"],
        needs=values["needs"],
        cancelled=values["status"] != Appointment.Status.BOOKED,
        cards=values["persons"] if values["needs_card"] else 0,
        case_file=values["case_file"],
        late=waiting.is_late(starts_at=start, now=now, tolerance_minutes=values["tolerance"]),
        minutes=max(0, _minutes(start, now)),
        starts_at=start,
    )


# --- people who are or were here ---

VISIT_FIELDS = {
    "identifier": F("pk"),
    "family_name": F("appointment__family_name"),
    "given_names": F("appointment__given_names"),
    "asked_family_name": F("urgent_request__family_name"),
    "asked_given_names": F("urgent_request__given_names"),
    "needs": F("appointment__needs"),
    "starts_at": F("appointment__starts_at"),
    "booking": F("appointment__status"),
    "name_of_concern": F("concern__name_de"),
    "name_of_queue": F("queue__name_de"),
    "name_of_counter": F("counter__name"),
    "name_of_done": F("done__name_de"),
    "needs_card": F("concern__needs_card"),
    "case_file": F("appointment__case_file"),
}
VISIT_COLUMNS = [
    "number", "persons", "language", "note", "status", "arrived_at", "rank_at", "called_at", "calls",
    "finished_at", "counter_id", "appointment_id", "changed_at",
]  # fmt: skip


def visit_rows(visits: Any, *, now: datetime) -> list[Row]:
    """Visits as rows of the board."""
    return [_row(values, now) for values in _values(visits)]


def _values(visits: Any) -> Any:
    return visits.annotate(**VISIT_FIELDS).values(*VISIT_COLUMNS, *VISIT_FIELDS)


def _finished(of_day: Any) -> Any:
    return of_day.filter(status__in=[Status.SERVED, Status.ABSENT]).order_by(F("finished_at").desc(nulls_last=True))


def _row(values: dict[str, Any], now: datetime) -> Row:
    start, arrived = values["starts_at"], values["arrived_at"]
    return Row(
        identifier=values["identifier"],
        number=values["number"],
        name=_name(values["given_names"], values["family_name"])
        or _name(values["asked_given_names"], values["asked_family_name"]),
        concern=values["name_of_concern"],
        queue=values["name_of_queue"],
        persons=values["persons"],
        language=values["language"],
        needs=values["needs"] or "",
        note=values["note"],
        walk_in=values["appointment_id"] is None,
        cancelled=values["booking"] == Appointment.Status.CANCELLED,
        late=bool(start and arrived and values["rank_at"] > start),
        minutes=max(0, _minutes(arrived or now, now)),
        starts_at=start,
        arrived_at=arrived,
        called_at=values["called_at"],
        finished_at=values["finished_at"],
        calls=values["calls"],
        counter=values["name_of_counter"] or "",
        counter_id=values["counter_id"],
        done=values["name_of_done"] or "",
        cards=values["persons"] if values["needs_card"] and values["appointment_id"] else 0,
        case_file=values["case_file"],
        status=values["status"],
        seen=values["changed_at"],
    )


def name_of(visit: Attendance) -> str:
    """Whose visit it is: of the appointment, else of the urgent request; a number alone has no name."""
    known = visit.appointment or getattr(visit, "urgent_request", None)
    return _name(known.given_names, known.family_name) if known else ""


def _name(given_names: str | None, family_name: str | None) -> str:
    return f"{given_names or ''} {family_name or ''}".strip()


def _minutes(since: datetime, now: datetime) -> int:
    return int((now - since).total_seconds() // 60)


# --- figures ---


def _counts(office: Office, of_day: Any, now: datetime) -> tuple[list[QueueCount], int]:
    """Each queue in figures, and how many expected people are too long overdue to be shown."""
    found: dict[str, QueueCount] = {}
    older = 0
    before = Count("pk", filter=Q(starts_at__lt=now - OVERDUE_SHOWN_FOR))
    expected = coming(office, now=now).order_by("concern__queue__order").values("concern__queue__name_de")
    for row in expected.annotate(number=Count("pk"), older=before):
        name = row["concern__queue__name_de"]
        found[name] = QueueCount(name, expected=row["number"])
        older += row["older"]
    here = of_day.order_by("queue__order").values("queue__name_de", "status")
    for row in here.annotate(number=Count("pk"), without=Count("pk", filter=Q(appointment=None))):
        queue = found.setdefault(row["queue__name_de"], QueueCount(row["queue__name_de"]))
        setattr(queue, row["status"], row["number"])
        if row["status"] == Status.WAITING:
            queue.waiting_without = row["without"]
    return list(found.values()), older
