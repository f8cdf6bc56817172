"""The verbs about post: take in, take apart, assign, set aside, take back. Nothing leaves the list unassigned."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from eakte import preview, spans
from eakte.exceptions import NotAllowed, UnreadableFile, WrongState
from eakte.models import CaseFile, Document, DocumentVersion, IntakeBatch, IntakeItem, Proceeding, Task
from eakte.services import documents, tasks
from eakte.services.documents import Checked, Incoming

State = IntakeItem.State
UNDO_FOR = timedelta(minutes=10)
PDF = "application/pdf"


def take_in(*, checked: list[Checked], office: Office, origin: str, by: User | None, now: datetime) -> IntakeBatch:
    """A stack that came at once: each file becomes a piece of post on the list."""
    batch = IntakeBatch.objects.create(office=office, origin=origin, created_by=by, created_at=now)
    for each in checked:
        add_piece(batch=batch, checked=each, by=by, now=now)
    return batch


def add_piece(
    *, batch: IntakeBatch, checked: Checked, by: User | None, now: datetime, split_from: IntakeItem | None = None
) -> IntakeItem:
    """One piece on the list, named after its file until somebody names it."""
    facts: dict[str, Any] = {"title": _title(checked.incoming.name), "dated_on": timezone.localdate(batch.created_at)}
    if split_from is not None:
        facts = {"title": checked.incoming.name, "dated_on": split_from.document.dated_on}
    document = documents.add_document(
        case_file=None, checked=checked, facts=facts, source=Document.Source.POST, by=by, now=now
    )
    return IntakeItem.objects.create(batch=batch, document=document, split_from=split_from)


def split(*, item: IntakeItem, text: str, by: User, now: datetime) -> list[IntakeItem]:
    """Take a PDF apart by page ranges. The whole one stays as it came, its pieces take its place on the list."""
    version = latest(item.document)
    if version.media_type != PDF or not version.pages:
        raise WrongState("Nur eine PDF lässt sich teilen.")
    ranges = spans.parse(text, pages=version.pages)
    pieces = preview.split(documents.give_out(version, now=now), ranges)
    if len(pieces) != len(ranges):
        raise UnreadableFile(preview.REASONS["unreadable"])
    with transaction.atomic():
        locked = _lock_waiting(item)
        made = [
            add_piece(batch=locked.batch, checked=_piece(locked, first, last, data), by=by, now=now, split_from=locked)
            for (first, last), data in zip(ranges, pieces, strict=True)
        ]
        _settle(locked, State.SPLIT, by, now)
    return made


@transaction.atomic
def assign(
    *,
    item: IntakeItem,
    case_file: CaseFile,
    facts: Mapping[str, Any],
    by: User,
    now: datetime,
    proceeding: Proceeding | None = None,
) -> IntakeItem:
    """Into a file, with its name and kind; whoever works on the file gets a task."""
    locked = _lock_waiting(item)
    document = locked.document
    documents.change_document(document=document, facts=facts, seen=documents.state_of(document))
    document = documents.file_under(document=document, case_file=case_file, proceeding=proceeding)
    tasks.create(
        kind=Task.Kind.POST,
        text=f"Neue Post: {document.public_title}",
        case_file=case_file,
        proceeding=proceeding,
        assignee=_assignee(case_file, proceeding),
        key=_key(locked),
        by=by,
        now=now,
    )
    return _settle(locked, State.ASSIGNED, by, now)


@transaction.atomic
def set_aside(*, item: IntakeItem, note: str, by: User) -> IntakeItem:
    """Nobody knows who sent it; it stays on the list, with what was tried."""
    locked = _lock_waiting(item)
    locked.state, locked.note = State.UNKNOWN_SENDER, note
    locked.save(update_fields=["state", "note"])
    return locked


@transaction.atomic
def take_back(*, item: IntakeItem, by: User, now: datetime) -> IntakeItem:
    """Undo an assignment, for a moment, by the same person, while nobody has worked on it."""
    locked = IntakeItem.objects.select_for_update(of=("self",)).select_related("document").get(pk=item.pk)
    if locked.state != State.ASSIGNED or locked.settled_at is None:
        raise WrongState("Dieses Schriftstück ist nicht zugeordnet.")
    if locked.settled_by_id != by.pk:
        raise NotAllowed("Nur wer das Schriftstück zugeordnet hat, kann das zurücknehmen.")
    if now - locked.settled_at > UNDO_FOR:
        raise WrongState("Das ist zu lange her. Bitte sprechen Sie mit der Sachbearbeitung der Akte.")
    _withdraw_task(locked, by, now)
    document = Document.objects.select_for_update().get(pk=locked.document_id)
    document.case_file = document.proceeding = None
    document.save(update_fields=["case_file", "proceeding"])
    locked.state, locked.settled_at, locked.settled_by = State.OPEN, None, None
    locked.save(update_fields=["state", "settled_at", "settled_by"])
    return locked


def latest(document: Document) -> DocumentVersion:
    """The version that counts."""
    return document.versions.order_by("-number")[0]


def _withdraw_task(item: IntakeItem, by: User, now: datetime) -> None:
    task = Task.objects.select_for_update().filter(key=_key(item)).order_by("-created_at").first()
    if task is None or task.done_at is not None:
        raise WrongState("Die Aufgabe zu diesem Schriftstück ist schon erledigt.")
    tasks.finish(task=task, by=by, now=now, version=task.version)


def _lock_waiting(item: IntakeItem) -> IntakeItem:
    rows = IntakeItem.objects.select_for_update(of=("self",)).select_related("document", "batch")
    locked = rows.get(pk=item.pk)
    if locked.settled_at is not None:
        raise WrongState("Dieses Schriftstück hat jemand inzwischen zugeordnet oder geteilt.")
    return locked


def _settle(item: IntakeItem, state: str, by: User, now: datetime) -> IntakeItem:
    item.state, item.settled_at, item.settled_by = state, now, by
    item.save(update_fields=["state", "settled_at", "settled_by"])
    return item


def _piece(item: IntakeItem, first: int, last: int, data: bytes) -> Checked:
    """A part of a PDF that was opened already: its pages are known."""
    pages = f"Seite {first}" if first == last else f"Seiten {first} bis {last}"
    name = f"{item.document.title}, {pages}"[:200]
    return Checked(Incoming(name, lambda: [data]), PDF, last - first + 1)


def _assignee(case_file: CaseFile, proceeding: Proceeding | None) -> User | None:
    return (proceeding.caseworker if proceeding else None) or case_file.caseworker


def _key(item: IntakeItem) -> str:
    return f"post:{item.pk}"


def _title(name: str) -> str:
    """What a file's name says, without its ending."""
    stem = name.rpartition(".")[0] or name
    return "".join(sign if sign.isprintable() else " " for sign in stem.replace("_", " ")).strip()[:200] or "Poststück"
