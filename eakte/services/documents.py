"""The verbs about a document: take in, another version, change what is written on it, give out.

Originals are never altered. A file lies on the disk before its row is written; if the row is not, it is taken back.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from auslaenderbehoerde import tokens
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.identifiers import uuid7
from eakte import filetypes, preview, scanning, storage
from eakte.exceptions import ChangedMeanwhile, DamagedFile, NotServed, SomethingMissing, WrongState
from eakte.models import CaseFile, Document, DocumentVersion, Proceeding

Access, Category, Scan = Document.Access, Document.Category, DocumentVersion.Scan
FACTS = ("title", "category", "access", "direction", "dated_on", "proceeding_id")
NOT_SERVED = {
    Scan.WAITING: "Diese Datei wird noch auf Schadsoftware geprüft. Bitte versuchen Sie es in einer Minute wieder.",
    Scan.INFECTED: "In dieser Datei wurde Schadsoftware gefunden. Sie wird nicht ausgegeben.",
}


@dataclass(frozen=True)
class Incoming:
    """A file that comes: its name as somebody wrote it, and its bytes as often as they are asked for."""

    name: str
    chunks: Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Checked:
    """A file that was looked at: it is one of ours and can be opened."""

    incoming: Incoming
    media_type: str
    pages: int


def check(incoming: Incoming) -> Checked:
    """What the file is and how many pages it has (UnreadableFile with the reason)."""
    media_type = filetypes.media_type_of(incoming.chunks())
    pages = preview.inspect(media_type, filetypes.within_limit(incoming.chunks()))
    return Checked(incoming, media_type, pages)


def add_document(
    *,
    case_file: CaseFile | None,
    checked: Checked,
    facts: Mapping[str, Any],
    source: str,
    by: User | None,
    now: datetime,
) -> Document:
    """A paper with its first version. Without a file it is post that waits; `facts` are title, category and so on."""
    document = Document(case_file=case_file, source=source, created_by=by, created_at=now, **facts)
    _guard(document)
    with _on_disk(checked) as (identifier, stored), transaction.atomic():
        document.save(force_insert=True)
        _add(document, checked, identifier, stored, by=by, now=now)
    return document


def add_version(*, document: Document, checked: Checked, by: User, now: datetime) -> DocumentVersion:
    """A better copy of the same paper; the earlier ones stay."""
    with _on_disk(checked) as (identifier, stored), transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        return _add(document, checked, identifier, stored, by=by, now=now)


@transaction.atomic
def change_document(*, document: Document, facts: Mapping[str, Any], seen: str) -> Document:
    """Title, category, access, direction, day, proceeding; `seen` is what the form was made of (ChangedMeanwhile)."""
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if state_of(locked) != seen:
        raise ChangedMeanwhile
    for name, value in facts.items():
        setattr(locked, name, value)
    _guard(locked)
    locked.save(update_fields=[name.removesuffix("_id") for name in FACTS])
    return locked


@transaction.atomic
def file_under(*, document: Document, case_file: CaseFile, proceeding: Proceeding | None = None) -> Document:
    """Put a paper that lies nowhere yet into a file (WrongState if it lies in one)."""
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.case_file_id is not None:
        raise WrongState("Dieses Schriftstück liegt schon in einer Akte.")
    locked.case_file, locked.proceeding = case_file, proceeding
    _guard(locked)
    locked.save(update_fields=["case_file", "proceeding", "access"])
    return locked


def state_of(document: Document) -> str:
    """A fingerprint of what a form shows, to notice that somebody else has saved meanwhile."""
    shown = "\0".join(str(getattr(document, name)) for name in FACTS)
    return tokens.fingerprint("document", f"{document.pk}\0{shown}")


def refusal(version: DocumentVersion) -> str:
    """Why this version is not given out; nothing if it is."""
    return DamagedFile.message if version.damaged_at else NOT_SERVED.get(Scan(version.scan), "")


def give_out(version: DocumentVersion, *, now: datetime) -> Iterator[bytes]:
    """The original, checked to its last byte before the first one leaves (NotServed, KeyMissing)."""
    if reason := refusal(version):
        raise NotServed(reason)
    try:
        storage.verify(version)
    except DamagedFile as damage:
        scanning.report_damage(version, now=now)
        raise NotServed(damage.message) from damage
    return storage.read(version)


def _guard(document: Document) -> None:
    """Medical and counselling papers are for the team of the file; what belongs to a proceeding lies in its file."""
    if document.category == Category.HEALTH:
        document.access = Access.TEAM
    file = document.case_file
    if document.access == Access.TEAM and file is not None and file.team_id is None:
        raise SomethingMissing("Diese Akte gehört noch zu keinem Team. Geben Sie sie zuerst an ein Team.")
    if document.proceeding is not None and document.proceeding.case_file_id != document.case_file_id:
        raise WrongState("Dieser Vorgang gehört zu einer anderen Akte.")


@contextmanager
def _on_disk(checked: Checked) -> Iterator[tuple[UUID, storage.Stored]]:
    """The file under a new identifier; taken back when its row cannot be written."""
    identifier = uuid7()
    stored = storage.write(identifier, filetypes.within_limit(checked.incoming.chunks()))
    try:
        yield identifier, stored
    except BaseException:
        storage.remove(identifier)
        raise


def _add(
    document: Document, checked: Checked, identifier: UUID, stored: storage.Stored, *, by: User | None, now: datetime
) -> DocumentVersion:
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    version = DocumentVersion.objects.create(
        id=identifier,
        document=document,
        number=last + 1,
        file_name=filetypes.safe_name(checked.incoming.name, checked.media_type),
        media_type=checked.media_type,
        size=stored.size,
        sha256=stored.sha256,
        wrapped_key=stored.wrapped_key,
        pages=checked.pages,
        scan=scanning.first_state(),
        created_by=by,
        created_at=now,
    )
    scanning.kick_after_commit(version)
    return version
