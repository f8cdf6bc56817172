"""What a service costs on a day. Fees are dated data: the law changes them, the old ones stay readable."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Something in force from one day to another; both days are included."""

    effective_from: date
    effective_until: date | None


Entry = TypeVar("Entry", bound=Dated)


def in_force(entry: Dated, day: date) -> bool:
    """Whether it holds on this day."""
    return entry.effective_from <= day and (entry.effective_until is None or day <= entry.effective_until)


def fees_in_force(fees: Iterable[Entry], day: date) -> list[Entry]:
    """The fees that hold on this day, in their order."""
    return [fee for fee in fees if in_force(fee, day)]
