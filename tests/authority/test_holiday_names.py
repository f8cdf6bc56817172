"""Holidays are named in the language of the page; what has no translation is marked as German."""

from datetime import date

import holidays
import pytest
from django.utils import translation

from auslaenderbehoerde.authority import holiday_names
from auslaenderbehoerde.authority.rules import holidays_of
from auslaenderbehoerde.authority.selectors import Closing

NEW_YEAR = Closing(date(2027, 1, 1), "Neujahr")
ONCE = {
    "75. Jahrestag des Aufstandes vom 17. Juni 1953",
    "80. Jahrestag der Befreiung vom Nationalsozialismus und der Beendigung des Zweiten Weltkriegs in Europa",
}


@pytest.fixture
def turkish(monkeypatch):
    """A page in Turkish, with one name translated."""
    monkeypatch.setitem(holiday_names.NAMES, "Neujahr", "Yılbaşı")
    with translation.override("tr"):
        yield


def test_every_holiday_of_every_state_that_comes_again_can_be_translated():
    states = [code for code in holidays.DE.subdivisions if len(code) == 2]  # not the town of Augsburg
    found = {name for state in states for year in range(2024, 2041) for name in holidays_of(state, year).values()}
    assert found - set(holiday_names.NAMES) == ONCE


def test_a_name_is_in_the_language_of_the_page(turkish):
    assert (NEW_YEAR.holiday, NEW_YEAR.german_only) == ("Yılbaşı", False)


def test_a_name_without_translation_is_marked_as_german(turkish):
    once = Closing(date(2028, 6, 17), min(ONCE))
    assert (once.holiday, once.german_only) == (min(ONCE), True)


def test_on_a_german_page_nothing_is_marked():
    with translation.override("de"):
        assert (NEW_YEAR.holiday, NEW_YEAR.german_only) == ("Neujahr", False)
