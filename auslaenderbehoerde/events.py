"""Facts between apps, told inside the transaction of the deed.

A fact is a frozen dataclass in the past tense with identifiers only (`AppointmentBooked`).
Receivers insert rows; if one fails, the deed fails: a silent loss is worse than an error page.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

Fact = TypeVar("Fact")
_receivers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(fact: type[Fact]) -> Callable[[Callable[[Fact], None]], Callable[[Fact], None]]:
    """Let a function hear every published fact of this type, in the order of subscription."""

    def register(receiver: Callable[[Fact], None]) -> Callable[[Fact], None]:
        if receiver not in _receivers[fact]:
            _receivers[fact].append(receiver)
        return receiver

    return register


def publish(fact: object) -> None:
    """Tell everyone who subscribed. Must be called inside a transaction (RuntimeError if not)."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(fact).__name__} wurde außerhalb einer Transaktion veröffentlicht")
    for receiver in _receivers[type(fact)]:
        receiver(fact)
