"""Bars drawn on the server: geometry in whole units of an SVG's view box, so that no style has to be inline."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 900, 160, 2


@dataclass(frozen=True)
class Bar:
    """One bar: where it stands and what it says to those who point at it or hear it."""

    x: int
    y: int
    width: int
    height: int
    text: str


@dataclass(frozen=True)
class Chart:
    """Bars side by side, and the value at the top line."""

    bars: list[Bar]
    top: int
    width: int = WIDTH
    height: int = HEIGHT


def columns(values: Sequence[tuple[str, int]]) -> Chart:
    """A column for each value, the highest reaching the top; no value gives an empty chart."""
    top = max((value for _text, value in values), default=0)
    step = WIDTH // max(1, len(values))
    bars = [
        Bar(
            x=index * step,
            y=HEIGHT - _height(value, top),
            width=max(1, step - GAP),
            height=_height(value, top),
            text=f"{text}: {value}",
        )
        for index, (text, value) in enumerate(values)
    ]
    return Chart(bars, top)


def _height(value: int, top: int) -> int:
    return round(HEIGHT * value / top) if top else 0
