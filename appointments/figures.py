"""What a team lead looks at: how much was done, who came, how long it took, how soon the next place is.

Counts only, nobody's name. A booked appointment counts as a no-show when its visit was marked so, or when its day is
over and nobody arrived, but only on days on which the desk was used: an office that does not check people in has
no no-shows, it has no figures.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from appointments import rules
from appointments.availability import Visit, load, offer
from appointments.models import Appointment, Attendance, Channel, Concern
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.authority.selectors import closed_days
from auslaenderbehoerde.clock import local_day

PERIODS = {"heute": 1, "30": 30, "90": 90}

# Waiting is from arrival to the call that was followed by being served; minutes, by concern and (NULL) in all.
WAITS = """
SELECT concern_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY minutes),
    percentile_disc(0.8) WITHIN GROUP (ORDER BY minutes)
FROM (
    SELECT concern_id, round(extract(epoch FROM called_at - arrived_at) / 60)::int AS minutes
    FROM appointments_attendance
    WHERE office_id = %s AND day BETWEEN %s AND %s AND status = 'served' AND called_at >= arrived_at
) AS waits
GROUP BY GROUPING SETS ((concern_id), ())
"""


@dataclass
class Row:
    """The figures of one concern, or of all; waiting in minutes, lead in days, None where nothing is known."""

    name: str
    booked: int = 0
    served: int = 0
    walk_ins: int = 0
    no_shows: int = 0
    wait_median: int | None = None
    wait_80: int | None = None
    lead_days: int | None = None

    @property
    def no_show_share(self) -> int | None:
        """No-shows among all booked, in percent."""
        return round(100 * self.no_shows / self.booked) if self.booked else None


@dataclass
class Day:
    """The counts of one day."""

    day: date
    booked: int = 0
    served: int = 0
    walk_ins: int = 0
    no_shows: int = 0


@dataclass(frozen=True)
class Figures:
    """Everything the page shows."""

    first: date
    last: date
    total: Row
    concerns: list[Row]
    days: list[Day] = field(default_factory=list)


def figures(office: Office, *, days: int, now: datetime) -> Figures:
    """The figures of an office over the last `days` days, today included; constant queries."""
    last = local_day(now)
    first = last - timedelta(days=days - 1)
    concerns = list(Concern.objects.filter(queue__office=office).for_booking())
    rows = {concern.pk: Row(concern.name) for concern in concerns}
    by_day = {first + timedelta(days=number): Day(first + timedelta(days=number)) for number in range(days)}
    _count_appointments(office, rows, by_day, today=last)
    _count_visits(office, rows, by_day)
    total = _sum(list(rows.values()))
    _waits(office, rows, total, first, last)
    _leads(office, concerns, rows, now)
    return Figures(first, last, total, list(rows.values()), list(by_day.values()))


def _count_appointments(office: Office, rows: dict[UUID, Row], by_day: dict[date, Day], *, today: date) -> None:
    visits = Attendance.objects.filter(office=office, day=OuterRef("day"))
    came = Q(attendance__isnull=False) & ~Q(attendance__status=Attendance.Status.ABSENT)
    marked = Q(attendance__status=Attendance.Status.ABSENT)
    never = Q(attendance__isnull=True, day__lt=today) & Q(Exists(visits))
    booked = Appointment.objects.booked().filter(office=office, day__range=(min(by_day), max(by_day)))
    counted = booked.values("concern", "day").annotate(
        number=Count("pk"), missing=Count("pk", filter=(marked | never) & ~came)
    )
    for found in counted.order_by():
        for target in (rows.get(found["concern"]), by_day[found["day"]]):
            if target is not None:
                target.booked += found["number"]
                target.no_shows += found["missing"]


def _count_visits(office: Office, rows: dict[UUID, Row], by_day: dict[date, Day]) -> None:
    served = Attendance.objects.filter(
        office=office, day__range=(min(by_day), max(by_day)), status=Attendance.Status.SERVED
    )
    counted = served.values("done", "day").annotate(
        number=Count("pk"), without=Count("pk", filter=Q(appointment__isnull=True))
    )
    for found in counted.order_by():
        for target in (rows.get(found["done"]), by_day[found["day"]]):
            if target is not None:
                target.served += found["number"]
                target.walk_ins += found["without"]


def _sum(rows: list[Row]) -> Row:
    total = Row("Alle Anliegen")
    for row in rows:
        total.booked += row.booked
        total.served += row.served
        total.walk_ins += row.walk_ins
        total.no_shows += row.no_shows
    return total


def _waits(office: Office, rows: dict[UUID, Row], total: Row, first: date, last: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WAITS, [office.pk, first, last])
        for concern, half, most in cursor.fetchall():
            row = total if concern is None else rows.get(concern)
            if row is not None:
                row.wait_median, row.wait_80 = half, most


def _leads(office: Office, concerns: list[Concern], rows: dict[UUID, Row], now: datetime) -> None:
    """Days until the next place somebody may book from home, from all places read once."""
    today = local_day(now)
    last = rules.horizon(today)
    places = load({concern.queue_id for concern in concerns}, channel=Channel.EVERYONE, first=today, last=last, now=now)
    closed = closed_days(office, today, last)
    open_days: dict[UUID, list[date]] = defaultdict(list)
    for queue, day in sorted(places, key=lambda key: key[1]):
        open_days[queue].append(day)
    for concern in concerns:
        wish = Visit(concern, 1, Channel.EVERYONE)
        free = (
            day
            for day in open_days[concern.queue_id]
            if offer(wish, day, places[concern.queue_id, day], closed.get(day), now).times
        )
        found = next(free, None)
        rows[concern.pk].lead_days = (found - today).days if found else None
