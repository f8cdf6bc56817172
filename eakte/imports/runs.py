"""One reading of one file, from its first line to its last: preview or taken over, batch by batch.

Each batch is a transaction: a run that is broken off has taken whole batches, and running it again goes on where it
was, because what is the same is not touched.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from types import ModuleType
from typing import Any

from django.db import transaction
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from eakte.imports import cards, lines, persons, titles
from eakte.imports.counting import Counted
from eakte.models import ImportRun

BATCH = 2000
SUBJECTS: dict[str, ModuleType] = {
    ImportRun.Subject.PERSONS: persons,
    ImportRun.Subject.TITLES: titles,
    ImportRun.Subject.CARDS: cards,
}


def take_over(
    *, subject: str, data: bytes, write: bool, by: User | None, now: datetime, run: ImportRun | None = None
) -> ImportRun:
    """Read the file and, with `write`, bring the record in line (UnreadableFile for another file altogether)."""
    text = lines.opened(data)
    run = run or ImportRun(subject=subject, created_by=by, created_at=now)
    run.state = ImportRun.State.RUNNING if write else ImportRun.State.PREVIEW
    run.sha256 = hashlib.sha256(data).hexdigest()
    run.lines, run.errors = 0, []
    kind = SUBJECTS[subject]
    counted, wrong = Counted(), 0
    for batch in _batches(lines.read(text, kind.COLUMNS)):
        done, errors = _take(kind, batch, write=write, now=now)
        counted, wrong = counted + done, wrong + len(errors)
        run.lines += len(batch)
        run.errors += [error.as_row() for error in errors][: lines.MOST_ERRORS - len(run.errors)]
    run.added, run.changed, run.unchanged = counted.added, counted.changed, counted.unchanged
    run.state = ImportRun.State.DONE if write else ImportRun.State.PREVIEW
    run.finished_at = timezone.now()
    run.save()
    return run


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _take(kind: ModuleType, batch: list[Any], *, write: bool, now: datetime) -> tuple[Counted, list[lines.Wrong]]:
    """The good lines of a batch in one transaction; the wrong ones by their numbers."""
    wrong = [row for row in batch if isinstance(row, lines.Wrong)]
    good = []
    for row in batch:
        if isinstance(row, lines.Line):
            refused = kind.check(row)
            wrong.append(refused) if refused else good.append(row)
    with transaction.atomic():
        taken = kind.take(good, write=write, now=now)
        if isinstance(taken, list):  # some lines hang on what is not there; the others are taken without them
            numbers = {error.number for error in taken}
            wrong += taken
            taken = kind.take([row for row in good if row.number not in numbers], write=write, now=now)
    return taken, sorted(wrong, key=lambda error: error.number)
