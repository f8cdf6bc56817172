"""The verbs of the day: arrive, call, serve, send back, forward, take back.

Every step is a compare-and-set on what its page has shown (`seen`, the row's `changed_at`): whoever comes second
gets AlreadyChanged and a fresh page, and nobody is called twice.
"""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from appointments import waiting
from appointments.exceptions import (
    AlreadyChanged,
    CounterTaken,
    NobodyWaits,
    NothingToUndo,
    NotOpen,
    NotToday,
    TooEarly,
)
from appointments.models import Appointment, Attendance, Concern, Counter, Pickup, Queue
from appointments.numbers import next_number
from appointments.undoing import check_moment, open_again
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.clock import berlin, local_day
from auslaenderbehoerde.identifiers import uuid7

Status = Attendance.Status
STEP_FIELDS = [
    "status",
    "queue_id",
    "counter_id",
    "arrived_at",
    "rank_at",
    "called_at",
    "calls",
    "finished_at",
    "done_id",
]

# One statement: the first in turn whom no colleague is calling right now. Whoever has an appointment comes before a
# number without one; among them people who speak one of the clerk's languages, but nobody is passed over who has
# waited longer than the patience. Who has cancelled by the link is not called.
NEXT = """
UPDATE appointments_attendance SET status = 'called', counter_id = %(counter)s, called_at = %(now)s,
    calls = calls + 1, changed_at = %(now)s, undo = jsonb_build_object('status', 'waiting', 'calls', calls)
WHERE id = (
    SELECT id FROM appointments_attendance
    WHERE status = 'waiting' AND office_id = %(office)s AND day = %(day)s AND queue_id = ANY(%(queues)s)
        AND NOT EXISTS (
            SELECT FROM appointments_appointment booked WHERE booked.id = appointment_id AND booked.status = 'cancelled'
        )
    ORDER BY appointment_id IS NULL,
        NOT (%(any_language)s OR language = ANY(%(languages)s) OR rank_at <= %(overdue)s), rank_at, id
    LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""


# --- counters ---


@transaction.atomic
def take_counter(*, counter: Counter, clerk: User, languages: Collection[str], now: datetime) -> Counter:
    """Sit down (CounterTaken if a colleague sits there); an earlier counter is left."""
    User.objects.select_for_update(no_key=True).get(pk=clerk.pk)  # one window after the other
    leave_counter(clerk=clerk)
    free = Counter.objects.filter(pk=counter.pk, clerk=None)
    if not free.update(clerk=clerk, languages=list(languages), taken_at=now):
        raise CounterTaken
    counter.refresh_from_db()
    return counter


def leave_counter(*, clerk: User) -> None:
    """Stand up. Whoever was called there stays called until somebody says what became of it."""
    Counter.objects.filter(clerk=clerk).update(clerk=None, taken_at=None)


def free_counters(*, now: datetime) -> int:
    """At night nobody sits anywhere: counters that were not left are free for the next day; their number."""
    midnight = berlin(local_day(now), time.min)
    return Counter.objects.filter(taken_at__lt=midnight).update(clerk=None, taken_at=None)


# --- arrival ---


@transaction.atomic
def arrive(*, appointment: Appointment, now: datetime) -> Attendance:
    """Somebody with an appointment is here. Twice is harmless. Errors: NotOpen, NotToday, TooEarly."""
    office = appointment.office
    _lock_booked(appointment)
    if appointment.day != local_day(now):
        raise NotToday
    if not waiting.may_arrive(starts_at=appointment.starts_at, now=now, early_minutes=office.arrival_early_minutes):
        raise TooEarly
    rank = waiting.rank_of(starts_at=appointment.starts_at, now=now, tolerance_minutes=office.arrival_tolerance_minutes)
    return _attend(appointment, status=Status.WAITING, arrived_at=now, rank_at=rank, now=now)


@transaction.atomic
def mark_absent(*, appointment: Appointment, now: datetime) -> Attendance:
    """Nobody came for this appointment (AlreadyChanged if somebody did, NotOpen if it was cancelled).

    Reversible: the step can be undone, and the person may still arrive.
    """
    _lock_booked(appointment)
    attendance = _attend(
        appointment, status=Status.ABSENT, arrived_at=None, rank_at=appointment.starts_at, now=now, finished_at=now
    )
    if attendance.status != Status.ABSENT:
        raise AlreadyChanged(attendance)
    _may_book_again(attendance)
    return attendance


def _lock_booked(appointment: Appointment) -> None:
    """Neither cancelled nor taken back, also not in this very moment (NotOpen)."""
    booked = Appointment.objects.select_for_update().filter(status=Appointment.Status.BOOKED)
    if booked.filter(pk=appointment.pk).first() is None:
        raise NotOpen


def _attend(appointment: Appointment, *, now: datetime, **values: Any) -> Attendance:
    """The visit of an appointment; one that was given up comes back with a new rank."""
    concern = appointment.concern
    attendance, created = Attendance.objects.select_for_update().get_or_create(
        appointment=appointment,
        defaults={
            "office": appointment.office,
            "queue": _line_of(appointment),
            "concern": concern,
            "day": appointment.day,
            "number": appointment.number,
            "persons": appointment.persons,
            "language": appointment.language or "de",
            "changed_at": now,
            "undo": {},
            **values,
        },
    )
    if not created and attendance.status == Status.ABSENT and values["status"] == Status.WAITING:
        _write(attendance, now, **(values | {"finished_at": None}))
    return attendance


def _line_of(appointment: Appointment) -> Queue:
    """Where the concern is served; if that is another house by now, where the place was booked."""
    queue = appointment.concern.queue
    if queue.office_id == appointment.office_id:
        return queue
    return Queue.objects.filter(slots__places__appointment=appointment).first() or queue


@transaction.atomic
def give_number(
    *,
    concern: Concern,
    persons: int,
    language: str,
    now: datetime,
    note: str = "",
    letter: str = "",
    identifier: UUID | None = None,
) -> Attendance:
    """Somebody without an appointment waits behind those who have one, with a number of the same line.

    Whoever names the identifier makes the press of a button countable once (`walk_ins.draw_number`).
    """
    queue, day = concern.queue, local_day(now)
    return Attendance.objects.create(
        id=identifier or uuid7(),
        office_id=queue.office_id,
        queue=queue,
        concern=concern,
        day=day,
        persons=persons,
        language=language,
        note=note,
        arrived_at=now,
        rank_at=now,
        changed_at=now,
        undo={},
        number=next_number(queue.office_id, day, letter or queue.ticket_letter),
    )


# --- calling ---


def call_next(*, counter: Counter, queues: Collection[UUID], now: datetime) -> Attendance:
    """Call whoever is next in turn to this counter (NobodyWaits). Two clerks never get the same person."""
    values: dict[str, Any] = {
        "counter": counter.pk,
        "office": counter.office_id,
        "day": local_day(now),
        "queues": list(queues),
        "languages": counter.languages,
        "any_language": not counter.languages,
        "overdue": now - waiting.PATIENCE,
        "now": now,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NEXT, values)
        found = cursor.fetchone()
    if found is None:
        raise NobodyWaits
    return Attendance.objects.for_board().get(pk=found[0])


def call(*, attendance: Attendance, counter: Counter, seen: datetime, now: datetime) -> Attendance:
    """Call a chosen person, or the same person again; not somebody a colleague has called."""
    if attendance.status == Status.CALLED and attendance.counter_id != counter.pk:
        raise AlreadyChanged(attendance)
    return _step(
        attendance,
        {Status.WAITING, Status.CALLED, Status.ABSENT},
        seen,
        now,
        status=Status.CALLED,
        counter_id=counter.pk,
        arrived_at=attendance.arrived_at or now,
        called_at=now,
        calls=attendance.calls + 1,
        finished_at=None,
        done_id=None,
    )


def send_back(*, attendance: Attendance, seen: datetime, now: datetime) -> Attendance:
    """Back to the waiting room, at the old rank."""
    return _step(attendance, {Status.CALLED}, seen, now, status=Status.WAITING, counter_id=None)


@transaction.atomic
def finish(*, attendance: Attendance, done: Concern, seen: datetime, now: datetime) -> Attendance:
    """Served; `done` is what it was really about."""
    served = _step(attendance, {Status.CALLED}, seen, now, status=Status.SERVED, finished_at=now, done_id=done.pk)
    _may_book_again(served)
    return served


@transaction.atomic
def did_not_come(*, attendance: Attendance, seen: datetime, now: datetime) -> Attendance:
    """Called or waiting, but not there."""
    allowed = {Status.CALLED, Status.WAITING}
    absent = _step(attendance, allowed, seen, now, status=Status.ABSENT, finished_at=now)
    _may_book_again(absent)
    return absent


def _may_book_again(attendance: Attendance) -> None:
    """The visit is over: the same person may book the same concern again (`appointment_one_open_...`), and a card
    that has not been handed over may be booked again."""
    if attendance.appointment_id:
        Appointment.objects.filter(pk=attendance.appointment_id).update(open_key=None)
        Pickup.objects.filter(appointment=attendance.appointment_id, active=True).update(active=False)


def forward(*, attendance: Attendance, queue: Queue, seen: datetime, now: datetime) -> Attendance:
    """On to another line, or back into the right one. The rank stays: nobody starts waiting anew."""
    allowed = {Status.CALLED, Status.WAITING}
    return _step(attendance, allowed, seen, now, status=Status.WAITING, queue_id=queue.pk, counter_id=None)


def write_note(*, attendance: Attendance, note: str) -> None:
    """What colleagues should know today; it is deleted with the appointment's data."""
    Attendance.objects.filter(pk=attendance.pk).update(note=note)


# --- taking back ---


@transaction.atomic
def take_back(*, attendance: Attendance, now: datetime, seen: datetime | None = None) -> Attendance | None:
    """Undo the last step within two minutes (NothingToUndo); an arrival that is undone leaves no visit.

    With `seen` only the step that page has shown: what a colleague did since stays (AlreadyChanged).
    """
    locked = Attendance.objects.select_for_update().filter(pk=attendance.pk).first()
    if locked is None or (seen is not None and locked.changed_at != seen):
        raise AlreadyChanged(locked)
    if locked.undo is None:
        raise NothingToUndo
    check_moment(locked.changed_at, now=now)
    if not locked.undo:
        locked.delete()
        return None
    was_over = locked.status in {Status.SERVED, Status.ABSENT}
    for field, value in locked.undo.items():
        setattr(locked, field, datetime.fromisoformat(value) if field.endswith("_at") and value else value)
    if locked.status == Status.WAITING:
        locked.counter = None
    locked.undo, locked.changed_at = None, now
    locked.save()
    if was_over:
        open_again(locked)
    return locked


def _step(attendance: Attendance, allowed: set[Status], seen: datetime, now: datetime, **values: Any) -> Attendance:
    """One compare-and-set: only from an allowed status, only on what the page has shown."""
    with transaction.atomic():
        rows = Attendance.objects.select_for_update().filter(pk=attendance.pk, changed_at=seen, status__in=allowed)
        locked = rows.first()
        if locked is None or _called_elsewhere(locked, values):
            raise AlreadyChanged(attendance)
        _write(locked, now, **values)
    return locked


def _called_elsewhere(attendance: Attendance, values: dict[str, Any]) -> bool:
    """Whether a colleague has called the person to another counter, in the very same moment."""
    wanted = values.get("counter_id")
    return attendance.status == Status.CALLED and wanted is not None and wanted != attendance.counter_id


def _write(attendance: Attendance, now: datetime, **values: Any) -> None:
    before = {field: getattr(attendance, field) for field in STEP_FIELDS}
    for field, value in values.items():
        setattr(attendance, field, value)
    changed = {field: old for field, old in before.items() if getattr(attendance, field) != old}
    attendance.undo = {field: _plain(value) for field, value in changed.items()}
    attendance.changed_at = now
    attendance.save()


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
