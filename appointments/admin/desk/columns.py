"""The columns of a board, drawn once for all clerks who see the same: whoever asks first draws, the others take it.

Nothing of one clerk stands in them. One form around them carries the token, and each button says where it leads.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

from appointments import board
from appointments.admin.desk.place import Desk
from appointments.shared import shared

MINUTE = 60  # the version of a board changes with the minute, and names lie in the cache no longer than that


@dataclass(frozen=True)
class Columns:
    """What is drawn already. The called stand by counter, so that a clerk finds her own."""

    totals: dict[str, int]
    requests: str
    coming: str
    called: list[tuple[UUID | None, str]]
    finished: str
    figures: str


def columns(desk: Desk, *, files: bool, version: str) -> Columns:
    """The columns of this version, for those who may open case files or not, who sit at a counter or not."""
    name, seconds = f"board:{desk.office.pk}:{version}", MINUTE - desk.now.second
    calls = desk.counter is not None

    def draw() -> Columns:
        rows = shared(f"{name}:rows", lambda: board.board(desk.office, now=desk.now), seconds=seconds)
        return _draw(desk, rows, files=files)

    return shared(f"{name}:{files:d}{calls:d}", draw, seconds=seconds)


def _draw(desk: Desk, found: board.Board, *, files: bool) -> Columns:
    requests = board.open_requests(desk.office, now=desk.now)
    context = {"desk": desk, "board": found, "requests": requests, "files": files}
    return Columns(
        totals=found.totals,
        requests=_part("requests", context) if requests else "",
        coming=_part("expected", context) + _part("waiting", context),
        called=[(row.counter_id, _part("called_row", context | {"row": row})) for row in found.called],
        finished=_part("finished", context),
        figures=_part("figures", context),
    )


def _part(name: str, context: dict[str, Any]) -> str:
    return render_to_string(f"admin/desk/_{name}.html", context)
