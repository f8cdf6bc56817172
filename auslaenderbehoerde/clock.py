"""The clock on the wall: days and hours in Germany, whatever zone the server lives in."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(day: date, at: time) -> datetime:
    """The aware moment of a wall-clock time in Germany."""
    return datetime.combine(day, at, tzinfo=BERLIN)


def local_day(moment: datetime) -> date:
    """The calendar day in Germany."""
    return moment.astimezone(BERLIN).date()
