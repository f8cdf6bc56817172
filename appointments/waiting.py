"""The arithmetic of the waiting room: pure functions, moments as arguments, minutes as whole numbers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from statistics import median

PATIENCE = timedelta(minutes=15)  # longer than this nobody is passed over for the sake of a clerk's languages
CERTAIN = 0.7, 1.5  # the bounds of an estimate around its middle
ROUND_TO = 5


def may_arrive(*, starts_at: datetime, now: datetime, early_minutes: int) -> bool:
    """Whether somebody may say "I am here" already; on the same day it is never too late."""
    return now >= starts_at - timedelta(minutes=early_minutes)


def is_late(*, starts_at: datetime, now: datetime, tolerance_minutes: int) -> bool:
    """Whether the booked time has passed by more than the office's tolerance."""
    return now > starts_at + timedelta(minutes=tolerance_minutes)


def rank_of(*, starts_at: datetime | None, now: datetime, tolerance_minutes: int) -> datetime:
    """The moment that orders who waits.

    On time counts the booked time, so coming early gains nothing. Who is late keeps the place but waits as
    if booked for the moment of arrival: behind everybody whose time had come by then, before all later ones.
    Without an appointment it is the moment of arrival.
    """
    if starts_at is None or is_late(starts_at=starts_at, now=now, tolerance_minutes=tolerance_minutes):
        return now
    return starts_at


def expected_minutes(*, ahead: Sequence[int], counters: int) -> tuple[int, int]:
    """Two bounds of the wait in minutes, in steps of five, from the minutes of each visit ahead.

    With no open counter the wait is that of one: somebody will sit down.
    """
    middle = sum(ahead) / max(1, counters)
    low, high = (middle * factor for factor in CERTAIN)
    return int(low // ROUND_TO * ROUND_TO), int(-(-high // ROUND_TO) * ROUND_TO)


def usual_minutes(served: Sequence[float], *, planned: int) -> int:
    """How long a visit takes here today: the median once five are known, until then the plan."""
    return max(1, round(median(served))) if len(served) >= 5 else planned


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all does not exceed; 0 for no values."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share) - 1)] if ordered else 0
