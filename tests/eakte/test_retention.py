"""How long a closed file is kept, with plain dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eakte import retention
from eakte.models import CaseFile
from eakte.retention import Reason

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("reason", "years", "basis"),
    [
        (Reason.MOVED, 10, "§ 68 AufenthV"),
        (Reason.LEFT, 10, "§ 68 AufenthV"),
        (Reason.GERMAN, 10, "§ 68 AufenthV"),
        (Reason.DIED, 5, "§ 68 AufenthV"),
        (Reason.EXPELLED, 10, "§ 91 Abs. 1 AufenthG"),
        (Reason.OTHER, 7, "Aktenordnung der Behörde"),
    ],
)
def test_the_reason_decides_how_many_years(reason, years, basis):
    assert (retention.years_of(reason, office_years=7), retention.basis_of(reason)) == (years, basis)


def test_every_reason_is_known_and_nothing_is_counted_without_one():
    without = {reason for reason in ["", *CaseFile.CloseReason.values] if retention.years_of(reason) is None}

    assert without == {"", "merged"}


@pytest.mark.parametrize(
    ("counts_from", "years", "until"),
    [
        (date(2026, 11, 24), 10, date(2036, 11, 24)),
        (date(2024, 2, 29), 10, date(2034, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2023, 2, 28), 5, date(2028, 2, 28)),
    ],
)
def test_the_time_ends_with_the_day_of_the_same_number_or_the_last_of_its_month(counts_from, years, until):
    assert retention.kept_until(counts_from, years=years) == until


@given(counts_from=DAYS, years=st.integers(1, 20), off=st.integers(-3, 3))
def test_the_list_and_the_file_agree_on_the_day(counts_from, years, off):
    today = retention.kept_until(counts_from, years=years) + timedelta(days=off)

    over = counts_from < retention.first_kept(today, years=years)

    assert over == (retention.kept_until(counts_from, years=years) < today)
