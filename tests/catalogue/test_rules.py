"""Which fee holds on a day."""

from dataclasses import dataclass
from datetime import date

import pytest

from auslaenderbehoerde.catalogue.rules import fees_in_force


@dataclass(frozen=True)
class Dated:
    effective_from: date
    effective_until: date | None = None


OLD = Dated(date(2017, 9, 1), date(2026, 8, 18))
NEW = Dated(date(2026, 8, 19))
LATER = Dated(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2017, 8, 31), []),
        (date(2026, 8, 18), [OLD]),
        (date(2026, 8, 19), [NEW]),
        (date(2026, 12, 31), [NEW]),
        (date(2027, 1, 1), [NEW, LATER]),
    ],
)
def test_a_fee_holds_from_its_first_to_its_last_day(day, expected):
    assert fees_in_force([OLD, NEW, LATER], day) == expected
