"""The day as bars: all queues on one axis of time, in percents and pixels of an SVG, nothing inline.

Numbers are ready-made text, because a German template would write "12,5".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from appointments.today import OfficeDay, QueueDay, Step
from auslaenderbehoerde.clock import BERLIN

HEIGHT = 56  # pixels of the highest bar
GAP = 0.12  # share of a step that stays empty beside its bar


@dataclass(frozen=True)
class Box:
    """One rectangle: what it shows (`kind`), where, how large."""

    kind: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Column:
    """The bar of one step and the sentence for those who point at it."""

    boxes: list[Box]
    text: str


@dataclass(frozen=True)
class Mark:
    """A place on the axis."""

    x: str
    text: str


@dataclass(frozen=True)
class Axis:
    """The hours all queues of the day share."""

    first: datetime
    minutes: int

    def at(self, moment: datetime) -> float:
        """Where a moment stands, in percent."""
        return (moment - self.first).total_seconds() / 60 / self.minutes * 100

    def hours(self) -> list[Mark]:
        """A mark for each full hour."""
        numbers = range(self.minutes // 60 + 1)
        moments = [self.first + timedelta(hours=number) for number in numbers]
        return [Mark(_percent(self.at(moment)), str(moment.hour)) for moment in moments]

    def mark(self, now: datetime) -> str | None:
        """Where "now" is, if it is on the axis."""
        position = self.at(now)
        return _percent(position) if 0 <= position <= 100 else None


def axis(day: OfficeDay) -> Axis | None:
    """From the full hour before the first step to the one after the last; None on a day without steps."""
    starts = [step.starts_at.astimezone(BERLIN) for row in day.queues for step in row.steps]
    if not starts:
        return None
    longest = max(row.queue.step_minutes for row in day.queues if row.steps)
    first, last = min(starts).replace(minute=0), max(starts) + timedelta(minutes=longest)
    hours = -(-int((last - first).total_seconds()) // 3600)
    return Axis(first, hours * 60)


def columns(row: QueueDay, axis: Axis, *, now: datetime) -> list[Column]:
    """One column for each step; the highest of the queue fills the height."""
    top = max((_height(step) for step in row.steps), default=0) or 1
    width = row.queue.step_minutes / axis.minutes * 100
    return [_column(step, axis, width, top, past=step.starts_at <= now) for step in row.steps]


def _height(step: Step) -> int:
    return max(step.planned, step.offered, step.booked)


def _column(step: Step, axis: Axis, width: float, top: int, *, past: bool) -> Column:
    kept = step.booked - step.surplus
    stack: Sequence[tuple[str, int]] = (
        ("past" if past else "booked", kept),
        ("surplus", step.surplus),
        ("free", step.free),
        ("pending", step.pending),
    )
    used = sum(number for _kind, number in stack)
    missing = 0 if past else max(0, step.planned - max(used, step.offered))
    boxes, bottom = [], 0
    for kind, number in (*stack, ("missing", missing)):
        if number:
            boxes.append(_box(kind, axis.at(step.starts_at), width, bottom, number, top))
            bottom += number
    return Column(boxes, _sentence(step))


def _box(kind: str, left: float, width: float, bottom: int, number: int, top: int) -> Box:
    unit = HEIGHT / top
    return Box(
        kind=kind,
        x=_percent(left + width * GAP / 2),
        y=f"{HEIGHT - (bottom + number) * unit:.1f}",
        width=_percent(width * (1 - GAP)),
        height=f"{max(1.0, number * unit - 1):.1f}",
    )


def _percent(value: float) -> str:
    return f"{value:.2f}%"


def _sentence(step: Step) -> str:
    """All numbers of one step in words."""
    parts = [f"{step.booked} gebucht", f"{step.free} frei"]
    parts += [f"{step.pending} öffnen später"] if step.pending else []
    parts += [f"{step.surplus} ohne Kraft"] if step.surplus else []
    clerks = f"{step.clerks_present} von {step.clerks_planned} Kräften da"
    return f"{step.starts_at.astimezone(BERLIN):%H:%M} Uhr: {', '.join(parts)}; {clerks}"
