from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments import rules
from auslaenderbehoerde.clock import berlin


@dataclass
class Line:
    weekday: int = 0
    starts: time = time(8)
    ends: time = time(9)
    clerks: int = 2
    channel: str = "everyone"
    opens_time: time | None = None
    effective_from: date = date(2026, 1, 1)
    effective_until: date | None = None


MONDAY = date(2027, 3, 22)
DST_SPRING = date(2027, 3, 28)
DST_AUTUMN = date(2027, 10, 31)


@pytest.mark.parametrize(("minutes", "step", "steps"), [(10, 10, 1), (11, 10, 2), (30, 10, 3), (5, 15, 1), (45, 20, 3)])
def test_a_visit_takes_ceil_of_minutes_by_step(minutes, step, steps):
    assert rules.steps_needed(minutes=minutes, step=step) == steps


def test_further_persons_take_longer():
    assert [rules.visit_minutes(minutes=20, per_extra_person=5, persons=n) for n in (1, 2, 4)] == [20, 25, 35]


def test_a_day_has_the_steps_of_its_lines_and_lines_of_one_channel_add_up():
    lines = [Line(), Line(starts=time(8, 30), ends=time(9, 30), clerks=1), Line(weekday=1)]
    batches = rules.batches_of_day(lines, day=MONDAY, step=30, places_per_clerk=2)
    opens = berlin(MONDAY - timedelta(weeks=12), time.min)
    assert batches == [
        rules.Batch(berlin(MONDAY, time(8)), "everyone", opens, 4),
        rules.Batch(berlin(MONDAY, time(8, 30)), "everyone", opens, 6),
        rules.Batch(berlin(MONDAY, time(9)), "everyone", opens, 2),
    ]


def test_a_step_that_would_end_after_its_line_is_not_offered():
    batches = rules.batches_of_day([Line(ends=time(8, 50))], day=MONDAY, step=20, places_per_clerk=1)
    assert [batch.starts_at.time() for batch in batches] == [time(8), time(8, 20)]


def test_places_at_the_door_open_on_the_day_at_their_hour():
    line = Line(channel="door", opens_time=time(7, 30))
    assert rules.opening_of(line, MONDAY) == berlin(MONDAY, time(7, 30))


def test_a_line_holds_from_its_first_to_its_last_day():
    line = Line(effective_from=MONDAY, effective_until=MONDAY + timedelta(days=7))
    days = [MONDAY + timedelta(days=offset) for offset in (-7, 0, 1, 7, 14)]
    assert [rules.in_force(line, day) for day in days] == [False, True, False, True, False]


@pytest.mark.parametrize("day", [DST_SPRING, DST_AUTUMN])
def test_on_clock_change_days_times_are_wall_clock_times(day):
    line = Line(weekday=6, starts=time(8), ends=time(10))
    batches = rules.batches_of_day([line], day=day, step=60, places_per_clerk=1)
    assert [batch.starts_at.strftime("%H:%M") for batch in batches] == ["08:00", "09:00"]
    assert batches[1].starts_at - batches[0].starts_at == timedelta(hours=1)


def test_utc_times_differ_on_both_sides_of_the_clock_change():
    starts = [berlin(DST_SPRING + timedelta(days=offset), time(8)).astimezone(UTC).hour for offset in (-1, 1)]
    assert starts == [7, 6]


def test_only_starts_with_enough_places_in_a_row_are_possible():
    start = datetime(2027, 3, 22, 7, tzinfo=UTC)
    free = {start + timedelta(minutes=10 * index): places for index, places in enumerate([1, 1, 0, 2, 1, 1])}
    possible = rules.possible_starts(free, steps=3, step=10)
    assert possible == [start + timedelta(minutes=30)]


def test_changes_are_possible_until_the_limit():
    start = datetime(2027, 3, 22, 7, tzinfo=UTC)
    moments = [
        start - timedelta(hours=24, seconds=1),
        start - timedelta(hours=24),
        start - timedelta(hours=23, minutes=59),
    ]
    assert [rules.changeable(start, now=now, limit_hours=24) for now in moments] == [True, True, False]


def test_the_nearest_times_are_given_in_order_of_time():
    start = datetime(2027, 3, 22, 7, tzinfo=UTC)
    times = [start + timedelta(minutes=minutes) for minutes in (0, 10, 60, 70, 300)]
    assert rules.nearest(times, start + timedelta(minutes=65)) == [times[1], times[2], times[3]]


@given(
    free=st.lists(st.integers(0, 3), max_size=30),
    steps=st.integers(1, 6),
    step=st.sampled_from([5, 10, 15, 20, 30]),
)
def test_every_possible_start_has_its_places_and_no_other_start_has_them(free, steps, step):
    begin = datetime(2027, 3, 22, 7, tzinfo=UTC)
    places = {begin + timedelta(minutes=step * index): number for index, number in enumerate(free)}
    possible = rules.possible_starts(places, steps=steps, step=step)
    expected = [
        begin + timedelta(minutes=step * index)
        for index in range(len(free))
        if index + steps <= len(free) and all(free[index : index + steps])
    ]
    assert possible == expected


@given(minutes=st.integers(1, 600), step=st.integers(5, 120))
def test_steps_cover_the_minutes_and_not_one_step_more(minutes, step):
    steps = rules.steps_needed(minutes=minutes, step=step)
    assert steps * step >= minutes > (steps - 1) * step
