"""A file between its preview and its taking over: sealed on disk, gone when it is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from auslaenderbehoerde.accounts.models import User
from eakte import sealing
from eakte.exceptions import UnreadableFile, WrongState
from eakte.imports import lines
from eakte.imports.runs import take_over
from eakte.models import ImportRun

PURPOSE = "import"
State = ImportRun.State


@transaction.atomic
def start(*, subject: str, data: bytes, by: User, now: datetime) -> ImportRun:
    """Keep the file and let a worker look at it (UnreadableFile when it is no text)."""
    lines.opened(data)
    run = ImportRun.objects.create(subject=subject, created_by=by, created_at=now)
    path = _path(run)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sealing.seal(data, purpose=PURPOSE))
    kick(run)
    return run


@transaction.atomic
def confirm(*, run: ImportRun, now: datetime) -> ImportRun:
    """Take it over (WrongState unless its preview is finished and nobody has confirmed yet)."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != State.PREVIEW or locked.finished_at is None or not _path(locked).exists():
        raise WrongState("Diese Übernahme läuft schon oder ist zu Ende.")
    locked.state, locked.finished_at = State.RUNNING, None
    locked.save(update_fields=["state", "finished_at"])
    kick(locked)
    return locked


def kick(run: ImportRun) -> None:
    """Ask a worker to begin when the deed is committed. Without Redis the sweep does."""
    from eakte.tasks import run_import  # the task calls this module

    transaction.on_commit(lambda: run_import.apply_async([str(run.pk)], retry=False), robust=True)


def sweep(*, now: datetime) -> int:
    """Go on with what nobody is working on; how many runs were looked at."""
    waiting = list(ImportRun.objects.filter(finished_at=None).values_list("pk", flat=True))
    for identifier in waiting:
        work(identifier, now=now)
    return len(waiting)


def work(identifier: UUID, *, now: datetime) -> None:
    """Preview or take over what waits; safe to run twice, and two workers never do the same run at once."""
    with _alone(identifier) as mine:
        run = ImportRun.objects.filter(pk=identifier, finished_at=None).first() if mine else None
        if run is not None and _path(run).exists():
            _work(run, now)


@contextmanager
def _alone(identifier: UUID) -> Iterator[bool]:
    """Whether this process alone holds the run (an advisory lock of PostgreSQL, gone with the process)."""
    number = identifier.int >> 65  # 63 bits
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        (mine,) = cursor.fetchone()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _work(run: ImportRun, now: datetime) -> None:
    """A file that cannot be read ends as failed, with the reason."""
    write = run.state == State.RUNNING
    try:
        take_over(
            subject=run.subject,
            data=sealing.unseal(_path(run).read_bytes(), purpose=PURPOSE),
            write=write,
            by=run.created_by,
            now=now,
            run=run,
        )
    except UnreadableFile as refusal:
        run.state, run.errors, run.finished_at = State.FAILED, [[0, "", str(refusal)]], now
        run.save()
    if write or run.state == State.FAILED:
        _path(run).unlink(missing_ok=True)


def _path(run: ImportRun) -> Path:
    return settings.MEDIA_ROOT / "imports" / str(run.pk)
