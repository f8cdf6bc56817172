"""One day of an office as its team lead sees it: who is there, what is booked, where is room.

A place is one clerk's step. `booked` counts places that people have booked; places that are only held for
somebody who is filling in the form are taken, but not booked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from appointments import rules
from appointments.models import Appointment, Attendance, PlanException, PlanLine, Queue, Release, Slot
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.authority.selectors import closed_days

IN_HOUSE = (Attendance.Status.WAITING, Attendance.Status.CALLED)


@dataclass(frozen=True)
class People:
    """People with an appointment, by what became of them so far."""

    booked: int = 0
    in_house: int = 0  # arrived, waiting or at a counter
    served: int = 0
    absent: int = 0

    @property
    def arrived(self) -> int:
        """Everybody who has come, served or not."""
        return self.in_house + self.served

    @property
    def expected(self) -> int:
        """Who has not come yet."""
        return self.booked - self.arrived - self.absent

    def __add__(self, other: "People") -> "People":
        return People(
            self.booked + other.booked,
            self.in_house + other.in_house,
            self.served + other.served,
            self.absent + other.absent,
        )


@dataclass(frozen=True)
class Step:
    """One start time of a queue. `planned` is the plan without exceptions; `people` begin their visit here."""

    starts_at: datetime
    planned: int = 0
    offered: int = 0  # places the office gives away, opened or not
    free: int = 0  # of these, what can be taken now
    pending: int = 0  # of these, what opens later
    booked: int = 0
    surplus: int = 0  # booked places nobody will be there for
    clerks_planned: int = 0
    clerks_present: int = 0
    people: People = People()


@dataclass(frozen=True)
class Given:
    """A release with its places and how many of them are taken (booked or held)."""

    release: Release
    places: int
    taken: int


@dataclass(frozen=True)
class QueueDay:
    """One queue's day."""

    queue: Queue
    steps: list[Step] = field(default_factory=list)
    exceptions: list[PlanException] = field(default_factory=list)
    releases: list[Given] = field(default_factory=list)
    walk_ins: int = 0

    @property
    def people(self) -> People:
        """All with an appointment."""
        return sum((step.people for step in self.steps), People())

    @property
    def free(self) -> int:
        """Places that can be taken now."""
        return sum(step.free for step in self.steps)

    @property
    def pending(self) -> int:
        """Places that open later."""
        return sum(step.pending for step in self.steps)

    @property
    def surplus(self) -> int:
        """Booked places nobody will be there for."""
        return sum(step.surplus for step in self.steps)

    @property
    def clerks_planned(self) -> int:
        """The most clerks the plan has at one time."""
        return max((step.clerks_planned for step in self.steps), default=0)

    @property
    def clerks_present(self) -> tuple[int, int]:
        """The fewest and the most clerks who are there at one time of the plan."""
        numbers = [step.clerks_present for step in self.steps if step.clerks_planned or step.clerks_present]
        return min(numbers, default=0), max(numbers, default=0)

    @property
    def too_few(self) -> bool:
        """Whether somebody is missing at some time."""
        return any(step.clerks_present < step.clerks_planned for step in self.steps)


@dataclass(frozen=True)
class OfficeDay:
    """All queues of an office on one day; `closed` names the holiday or closing day."""

    day: date
    closed: str | None
    queues: list[QueueDay]

    @property
    def people(self) -> People:
        """All with an appointment."""
        return sum((row.people for row in self.queues), People())

    @property
    def walk_ins(self) -> int:
        """All without one."""
        return sum(row.walk_ins for row in self.queues)

    @property
    def free(self) -> int:
        """Places that can be taken now."""
        return sum(row.free for row in self.queues)

    @property
    def pending(self) -> int:
        """Places that open later."""
        return sum(row.pending for row in self.queues)


def office_day(office: Office, *, day: date, now: datetime) -> OfficeDay:
    """The whole day in a constant number of queries."""
    queues = list(Queue.objects.filter(office=office))
    closed = closed_days(office, day, day).get(day)
    lines = _by_queue(PlanLine.objects.filter(queue__in=queues).in_force(day, day)) if closed is None else {}
    rows = PlanException.objects.filter(queue__in=queues, day=day).select_related("created_by")
    exceptions = _by_queue(rows.order_by("created_at"))
    slots = _slots(office, day)
    releases = _releases(queues, day, slots)
    people, walk_ins = _people(office, day), _walk_ins(office, day)
    found = []
    for queue in queues:
        grid = _Grid(queue, day, lines.get(queue.pk, []), exceptions.get(queue.pk, []), releases.get(queue.pk, []))
        steps = grid.steps(slots.get(queue.pk, []), people.get(queue.pk, {}), now)
        found.append(QueueDay(queue, steps, grid.exceptions, grid.releases, walk_ins.get(queue.pk, 0)))
    return OfficeDay(day, closed, found)


@dataclass(frozen=True)
class _Grid:
    """What decides about one queue's day, before it is laid out by time."""

    queue: Queue
    day: date
    lines: list[PlanLine]
    exceptions: list[PlanException]
    releases: list[Given]

    def steps(self, slots: list[Slot], people: dict[datetime, People], now: datetime) -> list[Step]:
        planned, present = self._clerks(()), self._clerks(self.exceptions)
        for given in self.releases:
            for start in {slot.starts_at for slot in slots if slot.release_id == given.release.pk and slot.offered}:
                present[start] += given.release.clerks
        at: dict[datetime, list[Slot]] = defaultdict(list)
        for slot in slots:
            at[slot.starts_at].append(slot)
        return [
            _step(start, at[start], planned[start], present[start], people.get(start, People()), self.queue, now)
            for start in sorted({*planned, *at, *people})
        ]

    def _clerks(self, exceptions: Iterable[PlanException]) -> Counter[datetime]:
        """How many clerks serve the queue at each time."""
        batches = rules.batches_of_day(
            self.lines, exceptions, day=self.day, step=self.queue.step_minutes, places_per_clerk=1
        )
        clerks: Counter[datetime] = Counter()
        for batch in batches:
            clerks[batch.starts_at] += batch.capacity
        return clerks


def _step(
    start: datetime, slots: list[Slot], planned: int, present: int, people: People, queue: Queue, now: datetime
) -> Step:
    left = [(slot.opens_at <= now, max(0, slot.offered - slot.booked)) for slot in slots if start > now]
    booked = [_booked(slot) for slot in slots]
    return Step(
        starts_at=start,
        planned=planned * queue.places_per_clerk,
        offered=sum(slot.offered for slot in slots),
        free=sum(places for opened, places in left if opened),
        pending=sum(places for opened, places in left if not opened),
        booked=sum(booked),
        surplus=sum(max(0, number - slot.offered) for slot, number in zip(slots, booked, strict=True)),
        clerks_planned=planned,
        clerks_present=present,
        people=people,
    )


def _booked(slot: Slot) -> int:
    """How many places of it people have booked; counted by the query (`_slots`)."""
    return vars(slot)["people"]


def _by_queue(rows: Iterable) -> dict[UUID, list]:
    found: dict[UUID, list] = defaultdict(list)
    for row in rows:
        found[row.queue_id].append(row)
    return found


def _slots(office: Office, day: date) -> dict[UUID, list[Slot]]:
    booked = Count("places", filter=Q(places__appointment__isnull=False))
    return _by_queue(Slot.objects.filter(queue__office=office).on_days(day, day).annotate(people=booked))


def _releases(queues: list[Queue], day: date, slots: dict[UUID, list[Slot]]) -> dict[UUID, list[Given]]:
    """The releases that stand, each with its places."""
    rows = Release.objects.filter(queue__in=queues, day=day, withdrawn_at=None).select_related("created_by")
    found: dict[UUID, list[Given]] = defaultdict(list)
    for release in rows.order_by("created_at"):
        own = [slot for slot in slots.get(release.queue_id, []) if slot.release_id == release.pk]
        given = Given(release, sum(slot.capacity for slot in own), sum(slot.booked for slot in own))
        found[release.queue_id].append(given)
    return found


def _people(office: Office, day: date) -> dict[UUID, dict[datetime, People]]:
    """Who has an appointment, by queue and start time."""
    rows = Appointment.objects.booked().filter(office=office, day=day)
    found: dict[UUID, dict[datetime, People]] = defaultdict(lambda: defaultdict(People))
    for queue, start, status in rows.values_list("concern__queue", "starts_at", "attendance__status"):
        found[queue][start] += People(
            booked=1,
            in_house=int(status in IN_HOUSE),
            served=int(status == Attendance.Status.SERVED),
            absent=int(status == Attendance.Status.ABSENT),
        )
    return found


def _walk_ins(office: Office, day: date) -> dict[UUID, int]:
    rows = Attendance.objects.of_day(office, day).filter(appointment=None)
    return dict(rows.values_list("queue").annotate(number=Count("pk")))
