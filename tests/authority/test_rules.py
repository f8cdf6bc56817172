"""Public holidays, working days and opening hours."""

from dataclasses import dataclass
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auslaenderbehoerde.authority.rules import (
    add_working_days,
    holidays_between,
    holidays_of,
    hours_in_force,
    is_working_day,
    next_change_of_hours,
    opening_hours_on,
)
from auslaenderbehoerde.authority.states import FederalState

days = st.dates(date(2026, 1, 1), date(2032, 12, 31))
states = st.sampled_from(FederalState.values)
numbers = st.integers(0, 60)


# Easter moves everything else; the dates were computed by hand, not by the package.
@pytest.mark.parametrize(
    ("year", "good_friday", "easter_monday", "ascension", "whit_monday", "corpus_christi"),
    [
        (2026, date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25), date(2026, 6, 4)),
        (2027, date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17), date(2027, 5, 27)),
        (2028, date(2028, 4, 14), date(2028, 4, 17), date(2028, 5, 25), date(2028, 6, 5), date(2028, 6, 15)),
    ],
)
def test_holidays_of_north_rhine_westphalia(year, good_friday, easter_monday, ascension, whit_monday, corpus_christi):
    assert holidays_of("NW", year) == {
        date(year, 1, 1): "Neujahr",
        good_friday: "Karfreitag",
        easter_monday: "Ostermontag",
        date(year, 5, 1): "Erster Mai",
        ascension: "Christi Himmelfahrt",
        whit_monday: "Pfingstmontag",
        corpus_christi: "Fronleichnam",
        date(year, 10, 3): "Tag der Deutschen Einheit",
        date(year, 11, 1): "Allerheiligen",
        date(year, 12, 25): "Erster Weihnachtstag",
        date(year, 12, 26): "Zweiter Weihnachtstag",
    }


@pytest.mark.parametrize(
    ("year", "easter_sunday", "whit_sunday"),
    [
        (2026, date(2026, 4, 5), date(2026, 5, 24)),
        (2027, date(2027, 3, 28), date(2027, 5, 16)),
        (2028, date(2028, 4, 16), date(2028, 6, 4)),
    ],
)
def test_brandenburg_has_two_sundays_and_reformation_day_instead_of_two_catholic_days(year, easter_sunday, whit_sunday):
    north_rhine, brandenburg = holidays_of("NW", year), holidays_of("BB", year)
    assert {day: name for day, name in brandenburg.items() if day not in north_rhine} == {
        easter_sunday: "Ostersonntag",
        whit_sunday: "Pfingstsonntag",
        date(year, 10, 31): "Reformationstag",
    }
    assert [name for day, name in north_rhine.items() if day not in brandenburg] == ["Fronleichnam", "Allerheiligen"]


@given(states, st.integers(2026, 2035))
def test_every_state_has_the_nine_common_holidays_in_order(state, year):
    names = list(holidays_of(state, year).values())
    common = {
        "Neujahr", "Karfreitag", "Ostermontag", "Erster Mai", "Christi Himmelfahrt", "Pfingstmontag",
        "Tag der Deutschen Einheit", "Erster Weihnachtstag", "Zweiter Weihnachtstag",
    }  # fmt: skip
    assert common <= set(names)
    assert list(holidays_of(state, year)) == sorted(holidays_of(state, year))


def test_changing_the_answer_does_not_change_the_calendar():
    holidays_of("NW", 2027).clear()
    assert len(holidays_of("NW", 2027)) == 11


def test_holidays_between_two_days_cross_the_year():
    assert holidays_between("NW", date(2026, 12, 26), date(2027, 1, 1)) == {
        date(2026, 12, 26): "Zweiter Weihnachtstag",
        date(2027, 1, 1): "Neujahr",
    }


@pytest.mark.parametrize(
    ("day", "state", "expected"),
    [
        (date(2027, 5, 27), "NW", False),  # Fronleichnam
        (date(2027, 5, 27), "BB", True),
        (date(2028, 10, 31), "NW", True),
        (date(2028, 10, 31), "BB", False),  # Reformationstag
        (date(2027, 5, 29), "NW", False),  # Saturday
        (date(2027, 5, 30), "BB", False),  # Sunday
    ],
)
def test_working_day_depends_on_the_state(day, state, expected):
    assert is_working_day(day, state=state) is expected


def test_closing_day_is_no_working_day():
    christmas_eve = date(2026, 12, 24)
    assert is_working_day(christmas_eve, state="NW")
    assert not is_working_day(christmas_eve, state="NW", closing_days={christmas_eve})


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2026, 12, 23), 1, date(2026, 12, 24)),
        (date(2026, 12, 23), 2, date(2026, 12, 28)),
        (date(2026, 12, 25), 0, date(2026, 12, 28)),
        (date(2026, 12, 28), 0, date(2026, 12, 28)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # over Easter
    ],
)
def test_working_days_are_counted_over_weekends_and_holidays(day, number, expected):
    assert add_working_days(day, number, state="NW") == expected


def test_working_days_are_counted_over_closing_days():
    assert add_working_days(date(2026, 12, 23), 1, state="NW", closing_days={date(2026, 12, 24)}) == date(2026, 12, 28)


@given(days, numbers, states, st.sets(days, max_size=20))
def test_the_answer_is_a_working_day_and_as_many_lie_between(day, number, state, closed):
    end = add_working_days(day, number, state=state, closing_days=closed)
    passed = [day + timedelta(days=offset) for offset in range(1, (end - day).days + 1)]
    working = [each for each in passed if is_working_day(each, state=state, closing_days=closed)]
    assert is_working_day(end, state=state, closing_days=closed)
    assert len(working) == (number or len(working))


@given(days, numbers, numbers, states)
def test_counting_in_two_parts_is_counting_at_once(day, first, second, state):
    start = add_working_days(day, 0, state=state)
    halfway = add_working_days(start, first, state=state)
    assert add_working_days(halfway, second, state=state) == add_working_days(start, first + second, state=state)


@dataclass(frozen=True)
class Line:
    weekday: int
    opens: time
    closes: time
    effective_from: date


OLD = date(2026, 1, 1)
NEW = date(2027, 2, 1)
MORNING = Line(0, time(8, 30), time(12), OLD)
AFTERNOON = Line(0, time(13, 30), time(16), OLD)
THURSDAY = Line(3, time(8, 30), time(17), OLD)
NEW_MONDAY = Line(0, time(7), time(11), NEW)
HOURS = [NEW_MONDAY, AFTERNOON, THURSDAY, MORNING]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 12, 29), []),  # before the first set
        (date(2027, 1, 25), [MORNING, AFTERNOON]),
        (date(2027, 1, 26), []),  # a Tuesday
        (NEW, [NEW_MONDAY]),
        (date(2027, 2, 4), []),  # the new set has no Thursday, and the old one is over
    ],
)
def test_the_newest_set_that_has_begun_is_in_force_as_a_whole(day, expected):
    assert opening_hours_on(HOURS, day) == expected


def test_a_week_is_in_the_order_of_its_days():
    assert hours_in_force(HOURS, date(2027, 1, 1)) == [MORNING, AFTERNOON, THURSDAY]


def test_the_next_change_is_known_in_advance():
    assert next_change_of_hours(HOURS, date(2027, 1, 1)) == NEW
    assert next_change_of_hours(HOURS, NEW) is None
