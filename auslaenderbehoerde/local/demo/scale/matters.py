"""What is decided in a file: titles whose ends are spread over three years, proceedings, deadlines and tasks."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from auslaenderbehoerde.local.demo.scale.batch import Batch
from auslaenderbehoerde.local.demo.scale.identifiers import made_at
from auslaenderbehoerde.local.demo.scale.people import Holder
from eakte.models import AncillaryProvision, Deadline, Proceeding, ResidenceTitle, Task

# Kind, legal basis, how many of a hundred, whether it has an end.
TITLES = (
    ("permit", "§ 18a AufenthG", 14, True),
    ("permit", "§ 28 Abs. 1 AufenthG", 16, True),
    ("permit", "§ 25 Abs. 2 AufenthG", 14, True),
    ("permit", "§ 24 AufenthG", 18, True),
    ("permit", "§ 16b AufenthG", 7, True),
    ("blue_card", "§ 18g AufenthG", 6, True),
    ("suspension", "§ 60a AufenthG", 6, True),
    ("asylum", "§ 55 AsylG", 4, True),
    ("settlement", "§ 9 AufenthG", 15, False),
)
SHARES = [share for _kind, _basis, share, _ends in TITLES]
FIRST_END, LAST_END = -40, 1095  # days from today
OPEN_EVERY = 6  # of proceedings one is open
KINDS = ("extension", "extension", "grant", "provision", "settlement", "travel_document", "other")
STATES = (*["received"] * 2, *["in_review"] * 3, "papers_missing", "other_authority", "suspended")
WORK = "Erwerbstätigkeit erlaubt"


def add_titles(batch: Batch, holder: Holder, chance: Random, now: datetime) -> tuple[UUID, date | None]:
    """The title that counts, and for a third of all the one before it; identifier and last day of the first."""
    kind, basis, _share, ends = chance.choices(TITLES, SHARES)[0]
    last = now.date() + timedelta(days=chance.randrange(FIRST_END, LAST_END)) if ends else None
    begun = min(last or now.date(), now.date()) - timedelta(days=chance.randrange(20, 700))
    current = _title(holder, kind, basis, begun, last, chance)
    batch[ResidenceTitle].append(current)
    batch[AncillaryProvision].append(
        {"id": made_at(holder.opened_at, chance), "title_id": current["id"], "kind": "work", "text": WORK}
    )
    if chance.random() < 0.33:
        before = _title(holder, "permit", basis, begun - timedelta(days=730), begun - timedelta(days=1), chance)
        batch[ResidenceTitle].append(before | {"ended_on": begun, "ended": "replaced"})
    return current["id"], last


def _title(holder: Holder, kind: str, basis: str, first: date, last: date | None, chance: Random) -> dict[str, Any]:
    return {
        "id": made_at(holder.opened_at, chance),
        "person_id": holder.person,
        "kind": kind,
        "legal_basis": basis,
        "valid_from": first,
        "valid_until": last,
        "recorded_at": holder.opened_at,
        "ended_on": None,
        "ended": "",
    }


def add_proceedings(
    batch: Batch, holder: Holder, number: int, lapses: date | None, chance: Random, now: datetime
) -> list[UUID]:
    """So many; one of six is open and has a task, a closed one has a task that is done."""
    rows = []
    for _place in range(number):
        rows.append(_open(holder, chance, now) if chance.randrange(OPEN_EVERY) == 0 else _closed(holder, chance, now))
        batch[Task].append(_task(holder, rows[-1], lapses, chance))
        if rows[-1]["closed_at"] is None:
            batch[Deadline].append(_deadline(rows[-1], chance))
    batch[Proceeding] += rows
    return [row["id"] for row in rows]


def _open(holder: Holder, chance: Random, now: datetime) -> dict[str, Any]:
    received = now - timedelta(days=chance.randrange(200), seconds=chance.randrange(1, 86400))
    return _proceeding(holder, received, chance) | {"state": chance.choice(STATES)}


def _closed(holder: Holder, chance: Random, now: datetime) -> dict[str, Any]:
    age = (now - holder.opened_at).days
    received = now - timedelta(days=chance.randrange(100, max(101, age)))
    decided = received + timedelta(days=chance.randrange(10, 95))
    outcome = chance.choices(("granted", "partly", "refused", "settled"), (85, 3, 7, 5))[0]
    over = {"state": "closed", "outcome": outcome, "decided_at": decided, "closed_at": decided}
    return _proceeding(holder, received, chance) | over


def _proceeding(holder: Holder, received: datetime, chance: Random) -> dict[str, Any]:
    return {
        "id": made_at(received, chance),
        "case_file_id": holder.file,
        "kind": chance.choice(KINDS),
        "state": "received",
        "received_at": received,
        "opened_at": received,
        "caseworker_id": holder.desk.clerk,
        "team_id": holder.desk.team,
        "outcome": "",
        "decided_at": None,
        "closed_at": None,
    }


def _deadline(proceeding: dict[str, Any], chance: Random) -> dict[str, Any]:
    received = proceeding["received_at"]
    due = received.date() + timedelta(days=92)
    return {
        "id": made_at(received, chance),
        "proceeding_id": proceeding["id"],
        "kind": "inactivity",
        "due_on": due,
        "set_at": received,
    }


def _task(holder: Holder, proceeding: dict[str, Any], lapses: date | None, chance: Random) -> dict[str, Any]:
    """Open ones lie with the caseworker or, every third, in the inbox of the team."""
    done = proceeding["closed_at"]
    taken = done or chance.randrange(3)
    return {
        "id": made_at(proceeding["received_at"], chance),
        "kind": chance.choice(Task.Kind.values),
        "text": Proceeding.Kind(proceeding["kind"]).label,
        "case_file_id": holder.file,
        "proceeding_id": proceeding["id"],
        "team_id": holder.desk.team,
        "assignee_id": holder.desk.clerk if taken else None,
        "lapses_on": lapses,
        "due_on": proceeding["received_at"].date() + timedelta(days=chance.choice((14, 30, 92))),
        "created_at": proceeding["received_at"],
        "done_at": done,
        "done_by_id": holder.desk.clerk if done else None,
    }
