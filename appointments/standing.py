"""Where somebody stands on the day: may arrive, waits, is called, was served; what their phone shows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from appointments import rules, waiting
from appointments.models import Appointment, Attendance, Concern, Counter
from auslaenderbehoerde.clock import local_day


class Kind(StrEnum):
    """What the page says."""

    OTHER_DAY = "other_day"
    TOO_EARLY = "too_early"
    MAY_ARRIVE = "may_arrive"
    LATE = "late"
    WAITING = "waiting"
    CALLED = "called"
    SERVED = "served"
    ABSENT = "absent"


@dataclass(frozen=True)
class Standing:
    """One visit now; `ahead` is the number of parties to be called before, `low` and `high` bound the wait."""

    kind: Kind
    now: datetime
    attendance: Attendance | None = None
    arrival_from: datetime | None = None
    ahead: int = 0
    low: int = 0
    high: int = 0

    @property
    def renews(self) -> bool:
        """Whether the page has reason to look again by itself."""
        return self.kind in {Kind.TOO_EARLY, Kind.MAY_ARRIVE, Kind.LATE, Kind.WAITING, Kind.CALLED, Kind.ABSENT}

    @property
    def came_late(self) -> bool:
        """Whether the visit lost its booked time, though not its turn."""
        booked = self.attendance.appointment if self.attendance else None
        return bool(booked and self.attendance and self.attendance.rank_at > booked.starts_at)


def of_appointment(appointment: Appointment, *, now: datetime) -> Standing:
    """Where the holder of an appointment stands; five queries at most."""
    if attendance := Attendance.objects.for_page().filter(appointment=appointment).first():
        return of_visit(attendance, now=now)
    if appointment.day != local_day(now):
        return Standing(Kind.OTHER_DAY, now)
    office, start = appointment.office, appointment.starts_at
    opens = start - timedelta(minutes=office.arrival_early_minutes)
    if not waiting.may_arrive(starts_at=start, now=now, early_minutes=office.arrival_early_minutes):
        return Standing(Kind.TOO_EARLY, now, arrival_from=opens)
    late = waiting.is_late(starts_at=start, now=now, tolerance_minutes=office.arrival_tolerance_minutes)
    return Standing(Kind.LATE if late else Kind.MAY_ARRIVE, now)


def of_visit(attendance: Attendance, *, now: datetime) -> Standing:
    """Where somebody who is here stands; four queries at most, however many wait."""
    if attendance.status != Attendance.Status.WAITING:
        return Standing(Kind(attendance.status), now, attendance)
    ahead = list(_ahead_of(attendance))
    usual = _usual_minutes(attendance) if ahead else {}
    minutes = [_minutes(visit, usual) for visit in ahead]
    counters = Counter.objects.filter(queues=attendance.queue_id, clerk__isnull=False).count() if ahead else 1
    low, high = waiting.expected_minutes(ahead=minutes, counters=counters)
    return Standing(Kind.WAITING, now, attendance, ahead=len(ahead), low=low, high=high)


def _ahead_of(attendance: Attendance) -> Iterable[Attendance]:
    """Who waits in the same line and comes first, in the order `call_next` keeps."""
    earlier = Q(rank_at__lt=attendance.rank_at) | Q(rank_at=attendance.rank_at, id__lt=attendance.pk)
    alike = Q(appointment__isnull=attendance.appointment_id is None)
    before = alike & earlier if attendance.appointment_id else Q(appointment__isnull=False) | alike & earlier
    same_line = Attendance.objects.of_day(attendance.office_id, attendance.day).filter(queue=attendance.queue_id)
    waiting_still = same_line.waiting().exclude(appointment__status=Appointment.Status.CANCELLED)
    return waiting_still.filter(before).select_related("concern")


def _usual_minutes(attendance: Attendance) -> dict[UUID, Sequence[float]]:
    """How long the visits of each concern have taken in this line today, in minutes."""
    served = Attendance.objects.of_day(attendance.office_id, attendance.day).filter(
        queue=attendance.queue_id, status=Attendance.Status.SERVED, called_at__isnull=False, finished_at__isnull=False
    )
    taken: dict[UUID, list[float]] = defaultdict(list)
    for concern, called, finished in served.values_list("concern_id", "called_at", "finished_at"):
        taken[concern].append((finished - called).total_seconds() / 60)
    return dict(taken)


def _minutes(visit: Attendance, usual: dict[UUID, Sequence[float]]) -> int:
    concern: Concern = visit.concern
    planned = rules.visit_minutes(
        minutes=concern.minutes, per_extra_person=concern.minutes_per_extra_person, persons=visit.persons
    )
    return waiting.usual_minutes(usual.get(concern.pk, ()), planned=planned)
