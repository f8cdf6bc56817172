"""Writes down who looked at what; only ever adds. Months are made ahead and dropped when their time is over."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from auslaenderbehoerde.identifiers import uuid7
from auslaenderbehoerde.logs import route_of
from eakte import sealing
from eakte.exceptions import KeyMissing
from eakte.models import AccessRecord

Deed = AccessRecord.Deed
KEPT_MONTHS = 24
AHEAD_MONTHS = 3
PARENT = "eakte_accessrecord"
PREFIX = f"{PARENT}_"
# What the migration puts on the whole table and its rest; a partition does not inherit it.
GUARD = """CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {name}
    FOR EACH STATEMENT EXECUTE FUNCTION eakte_accessrecord_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON {name} FROM CURRENT_USER"""
PURPOSE = "protocol"


def record(
    request: HttpRequest, deed: str, *, case_file: UUID | None = None, subject: str = "", words: str = ""
) -> None:
    """One line of the log for what this request does. `subject` is an identifier or a count, never a name;
    `words` is what somebody searched for, and lies there sealed.
    """
    AccessRecord.objects.create(
        id=uuid7(),
        at=timezone.now(),
        user=request.user.pk,
        deed=deed,
        case_file=case_file,
        subject=subject,
        route=route_of(request),
        reference=getattr(request, "error_reference", ""),
        words=sealing.seal(words.encode(), purpose=PURPOSE) if words else b"",
    )


def words_of(row: AccessRecord) -> str:
    """What was searched for; a sentence where the key that sealed it has been taken away."""
    if not row.words:
        return ""
    try:
        return sealing.unseal(bytes(row.words), purpose=PURPOSE).decode()
    except KeyMissing as missing:
        return str(missing)


def record_command(name: str, deed: str, *, now: datetime, case_file: UUID | None = None, subject: str = "") -> None:
    """The same for something done on the command line or by a task, where nobody is signed in."""
    AccessRecord.objects.create(
        id=uuid7(), at=now, user=None, deed=deed, case_file=case_file, subject=subject, route=name, reference=""
    )


def make_months(*, today: date) -> list[str]:
    """Partitions for this month and the next ones; the names of those that were new. Safe to run twice."""
    months = [_month(today, offset) for offset in range(AHEAD_MONTHS + 1)]
    known = set(_partitions())
    new = [month for month in months if _name(month) not in known]
    if new:
        _make(new)
    return [_name(month) for month in new]


@transaction.atomic
def _make(months: list[date]) -> None:
    """Lines that came before their month was made lie in the rest: it is set aside and its lines are filed anew.

    Names and days are made here of numbers; a bound parameter cannot stand in a definition.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {PARENT} DETACH PARTITION {PREFIX}rest")
        cursor.execute(f"ALTER TABLE {PREFIX}rest RENAME TO {PREFIX}aside")
        for month in months:
            span = f"FROM ('{month} 00:00+00') TO ('{_month(month, 1)} 00:00+00')"
            cursor.execute(f"CREATE TABLE {_name(month)} PARTITION OF {PARENT} FOR VALUES {span}")
        cursor.execute(f"CREATE TABLE {PREFIX}rest PARTITION OF {PARENT} DEFAULT")
        cursor.execute(f"INSERT INTO {PARENT} SELECT * FROM {PREFIX}aside")  # noqa: S608 - names of this file
        cursor.execute(f"DROP TABLE {PREFIX}aside")
        for name in [*map(_name, months), f"{PREFIX}rest"]:
            cursor.execute(GUARD.format(name=name))


def drop_months(*, today: date) -> list[str]:
    """Drop the months whose retention is over; their names."""
    last_kept = _name(_month(today, -KEPT_MONTHS))
    over = [name for name in _partitions() if name != f"{PREFIX}rest" and name < last_kept]
    with connection.cursor() as cursor:
        for name in over:
            cursor.execute(f"DROP TABLE {name}")
    return over


def _partitions() -> list[str]:
    query = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'eakte_accessrecord'::regclass"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(name for (name,) in cursor.fetchall())


def _month(day: date, offset: int) -> date:
    """The first day of the month so many months later."""
    months = day.year * 12 + day.month - 1 + offset
    return date(months // 12, months % 12 + 1, 1)


def _name(month: date) -> str:
    return f"{PREFIX}{month:%Y_%m}"


def entries(**filters: Any) -> Any:
    """The log, newest first, for the data-protection officer's page."""
    return AccessRecord.objects.filter(**filters).order_by("-at", "-id")
