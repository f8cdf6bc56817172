"""Facts of the record, in the past tense, identifiers only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class PapersAsked:
    """A proceeding waits for papers until a day; the person is to be told."""

    proceeding: UUID
    deadline: UUID
    language: str


@dataclass(frozen=True)
class CardArrived:
    """A card can be collected; the person is to be told where the state is asked and pickup booked."""

    card: UUID
    language: str


@dataclass(frozen=True)
class CardNotCollected:
    """A card has waited for weeks; the person is reminded for the `reminder`th time."""

    card: UUID
    reminder: int
    language: str


@dataclass(frozen=True)
class CardLeft:
    """A card was handed over, posted or voided: its pickup is over."""

    card: UUID
