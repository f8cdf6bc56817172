"""Who changed plan, exceptions and releases of an office, and when; from the history the database writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Value

from appointments.models import PlanException, PlanLine, Queue, Release
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office

PER_PAGE = 40
KINDS: dict[str, Any] = {"line": PlanLine, "exception": PlanException, "release": Release}
WORDS = {"insert": "angelegt", "update": "geändert", "delete": "gelöscht"}
OWN_WORDS = {("exception", "delete"): "aufgehoben", ("release", "update"): "zurückgenommen"}


@dataclass(frozen=True)
class Entry:
    """One change: what happened to what, when, by whom (empty for the system itself)."""

    at: datetime
    kind: str
    label: str
    event: Any
    queue: str
    who: str

    @property
    def deed(self) -> str:
        """What happened, in a word."""
        return OWN_WORDS.get((self.kind, self.label)) or WORDS.get(self.label, self.label)


def changes(office: Office, *, page: int) -> tuple[Page, list[Entry]]:
    """One page of the changes, newest first; constant queries."""
    queues = {queue.pk: str(queue) for queue in Queue.objects.filter(office=office)}
    found = Paginator(_rows(list(queues)), PER_PAGE).get_page(page)
    rows = list(found.object_list)
    events = _events(rows)
    names = _names(events.values())
    entries = [
        Entry(
            at=at,
            kind=kind,
            label=events[kind, number].pgh_label,
            event=events[kind, number],
            queue=queues[events[kind, number].queue_id],
            who=names.get(_user_of(events[kind, number]), ""),
        )
        for at, number, kind in rows
    ]
    return found, entries


def _event_model(kind: str) -> Any:
    return KINDS[kind].pgh_event_model


def _rows(queues: list[UUID]) -> QuerySet:
    """Time, number and kind of every event, newest first, as one list of the database."""
    parts = [
        _event_model(kind)
        .objects.filter(queue__in=queues)
        .order_by()
        .values_list("pgh_created_at", "pgh_id", Value(kind))
        for kind in KINDS
    ]
    return parts[0].union(*parts[1:], all=True).order_by("-pgh_created_at", "-pgh_id")


def _events(rows: Sequence[tuple[datetime, int, str]]) -> dict[tuple[str, int], Any]:
    found: dict[tuple[str, int], Any] = {}
    for kind in KINDS:
        numbers = [number for _at, number, row_kind in rows if row_kind == kind]
        events = _event_model(kind).objects.filter(pgh_id__in=numbers).select_related("pgh_context")
        found |= {(kind, event.pgh_id): event for event in events}
    return found


def _user_of(event: Any) -> str:
    context = event.pgh_context
    return (context.metadata or {}).get("user") or "" if context else ""


def _names(events: Iterable[Any]) -> dict[str, str]:
    """The people behind the events by identifier: full name, or the name of the account."""
    identifiers = {_user_of(event) for event in events} - {""}
    users = User.objects.filter(pk__in=identifiers)
    return {str(user.pk): user.get_full_name() or user.username for user in users}
