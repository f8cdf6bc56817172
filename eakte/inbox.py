"""The post that waits, as the intake list shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from eakte import search
from eakte.models import DocumentVersion, IntakeBatch, IntakeItem, Proceeding
from eakte.search import Found
from eakte.services import documents
from eakte.services.intake import UNDO_FOR

SHOWN = 200


@dataclass(frozen=True)
class Piece:
    """One piece of post with its file, and what is wrong with that."""

    item: IntakeItem
    version: DocumentVersion
    problem: str


@dataclass(frozen=True)
class Stack:
    """What came at once."""

    batch: IntakeBatch
    pieces: list[Piece]


@dataclass(frozen=True)
class Target:
    """A file the post may belong to, with what is being decided in it."""

    found: Found
    proceedings: list[Proceeding]


def stacks() -> list[Stack]:
    """What waits, newest stack first; two queries."""
    rows = IntakeItem.objects.waiting().select_related("document", "batch__office", "batch__created_by")
    rows = rows.prefetch_related("document__versions").order_by("-batch__created_at", "batch", "pk")
    made: dict[Any, Stack] = {}
    for item in rows[:SHOWN]:
        made.setdefault(item.batch_id, Stack(item.batch, [])).pieces.append(piece(item))
    return list(made.values())


def piece(item: IntakeItem) -> Piece:
    """A piece of post with its latest version."""
    latest = max(item.document.versions.all(), key=lambda version: version.number)
    return Piece(item, latest, documents.refusal(latest))


def next_after(item: IntakeItem) -> IntakeItem | None:
    """The next piece on the list, first of the same stack; none when nothing is left to do.

    What has an unknown sender was looked at already and is passed over.
    """
    rows = IntakeItem.objects.waiting().filter(state=IntakeItem.State.OPEN).exclude(pk=item.pk)
    same = rows.filter(batch=item.batch_id).order_by("pk")
    return same.filter(pk__gt=item.pk).first() or same.first() or rows.order_by("-batch__created_at", "pk").first()


def just_assigned(user: Any, *, now: datetime) -> list[IntakeItem]:
    """What this person assigned a moment ago and can take back, newest first."""
    rows = IntakeItem.objects.filter(settled_by=user, state=IntakeItem.State.ASSIGNED, settled_at__gte=now - UNDO_FOR)
    return list(rows.select_related("document__case_file").order_by("-settled_at")[:5])


def targets(text: str, *, user: Any, today: date) -> tuple[list[Target], bool]:
    """Files that answer to the text with their open proceedings, and whether there are more; constant queries."""
    answer = search.find(text, user=user, today=today)
    mine = [found.case_file.pk for found in answer.found if found.open_to_me]
    proceedings: dict[Any, list[Proceeding]] = {}
    for proceeding in Proceeding.objects.open().filter(case_file__in=mine):
        proceedings.setdefault(proceeding.case_file_id, []).append(proceeding)
    return [Target(found, proceedings.get(found.case_file.pk, [])) for found in answer.found], answer.more
