"""Files whose time is over, and what keeps each of them from being erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from eakte import contributions, retention
from eakte.models import CaseFile, Disposal, RetentionPeriod
from eakte.retention import Reason


@dataclass(frozen=True)
class DueFile:
    """One line of the list."""

    case_file: CaseFile
    kept_until: date | None
    basis: str
    holds: list[str]
    disposal: Disposal | None
    hidden: bool = False


def due(*, today: date) -> QuerySet[CaseFile]:
    """Closed files that were kept long enough, the oldest first."""
    years = _office_years()
    over = Q(pk=None)
    for reason, (law_years, _basis) in retention.LAW.items():
        over |= _before(today, law_years, close_reason=reason)
    over |= _before(today, retention.OFFICE_YEARS, close_reason=Reason.OTHER) & ~_of_offices(years)
    for office, own in years.items():
        over |= _before(today, own, close_reason=Reason.OTHER, department__office=office)
    return CaseFile.objects.filter(over).order_by("counts_from", "reference")


def _of_offices(years: dict[UUID, int]) -> Q:
    return Q(department__office__in=list(years), department__office__isnull=False)


def _before(today: date, years: int, **which: Any) -> Q:
    return Q(counts_from__lt=retention.first_kept(today, years=years), **which)


def _office_years() -> dict[UUID, int]:
    return dict(RetentionPeriod.objects.values_list("office", "years"))


def listed(user: Any, *, today: date) -> QuerySet[CaseFile]:
    """The rows of the list with what a line needs; those that are blocked for this person are only counted by name."""
    mine = CaseFile.objects.visible_to(user).filter(pk=OuterRef("pk"))
    rows = due(today=today).annotate(hidden=~Exists(mine))
    return rows.select_related("person", "department", "disposal__proposed_by")


def lines(rows: Sequence[Any], now: datetime) -> list[DueFile]:
    """With what holds each back; constant queries."""
    held, years = contributions.holds(rows, now), _office_years()
    return [_line(row, held.get(row.pk, []), years) for row in rows]


def _line(row: Any, holds: list[str], years: dict[UUID, int]) -> DueFile:
    return DueFile(
        case_file=row,
        kept_until=_until(row, years),
        basis=retention.basis_of(row.close_reason),
        holds=holds,
        disposal=getattr(row, "disposal", None),
        hidden=getattr(row, "hidden", False),
    )


def until_of(case_file: CaseFile) -> date | None:
    """The last day a closed file is kept; None while it is open or nobody has said why it ended."""
    return _until(case_file, _office_years()) if case_file.counts_from else None


def _until(row: CaseFile, years: dict[Any, int]) -> date | None:
    own = years.get(row.department.office_id, retention.OFFICE_YEARS)
    kept = retention.years_of(row.close_reason, office_years=own)
    return retention.kept_until(row.counts_from, years=kept) if row.counts_from and kept else None
