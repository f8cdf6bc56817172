"""Who may say that somebody has an appointment to collect a card: asked here, answered by an app above."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from uuid import UUID

Check = Callable[[Collection[UUID]], Mapping[UUID, datetime]]

CHECKS: list[Check] = []


def register(check: Check) -> None:
    """Let a function name those of some cards that are booked, and for when; once, when its app starts."""
    if check not in CHECKS:
        CHECKS.append(check)


def booked(cards: Collection[UUID]) -> set[UUID]:
    """Which of these cards somebody has an appointment for. One query for each check, however many cards."""
    return {card for check in CHECKS for card in check(cards)} if cards else set()


def booked_for(card: UUID) -> datetime | None:
    """When somebody comes for this card, if they have booked."""
    return next((times[card] for check in CHECKS if card in (times := check([card]))), None)
