"""What hangs in the waiting room: which number goes to which counter, who is next. Never a name."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from appointments.models import Attendance
from appointments.shared import shared
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import BERLIN, local_day

Status = Attendance.Status
CACHED_SECONDS = 2  # ten screens of one office cost one look
CALLS_SHOWN, NEXT_SHOWN = 6, 6
FRESH = timedelta(seconds=20)  # so long a call is drawn large in colour


@dataclass(frozen=True)
class Call:
    """A number called to a counter; `calls` grows when it is called again."""

    number: str
    counter: str
    called_at: datetime
    calls: int

    @property
    def mark(self) -> str:
        """Changes with every call, also the second one of the same number."""
        return f"{self.number} {self.called_at:%H%M%S} {self.calls}"


@dataclass(frozen=True)
class Calls:
    """The display of one office on one day."""

    day: str
    last: Call | None = None
    previous: list[Call] = field(default_factory=list)
    coming: list[str] = field(default_factory=list)

    def is_fresh(self, now: datetime) -> bool:
        """Whether the last call is so new that people look for it."""
        return bool(self.last and now - self.last.called_at <= FRESH)

    @property
    def mark(self) -> str:
        """Changes with everything shown."""
        shown = [call.mark for call in [self.last, *self.previous] if call]
        return hashlib.sha256("|".join([self.day, *shown, "/", *self.coming]).encode()).hexdigest()[:16]


def shown_calls(office: Office, *, now: datetime) -> Calls:
    """What the display shows, shared by all screens of an office for two seconds; without Redis read each time."""
    return shared(f"display:{office.pk}:{local_day(now)}", lambda: read_calls(office, now=now), seconds=CACHED_SECONDS)


def read_calls(office: Office, *, now: datetime) -> Calls:
    """Read it, in two queries. A number that went back to the waiting room is no longer shown as called."""
    day = local_day(now)
    of_day = Attendance.objects.of_day(office, day)
    called = of_day.filter(status__in=[Status.CALLED, Status.SERVED], counter__isnull=False, called_at__isnull=False)
    columns = ("number", "counter__name", "called_at", "calls")
    calls = [Call(*values) for values in called.order_by("-called_at").values_list(*columns)[: CALLS_SHOWN + 1]]
    coming = list(of_day.waiting().in_turn().values_list("number", flat=True)[:NEXT_SHOWN])
    return Calls(day.isoformat(), calls[0] if calls else None, calls[1:], coming)


def seconds_of_day(now: datetime) -> int:
    """Seconds since midnight on the office's wall clock: what lets languages take turns."""
    local = now.astimezone(BERLIN)
    return int((local - datetime.combine(local.date(), time.min, BERLIN)).total_seconds())
