"""How many of what: a county (Kreis) with forty thousand foreign residents, and a state (Land)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Size:
    """What a filled office holds. Teams grow with it: a team of five looks after five thousand files everywhere."""

    persons: int
    documents: int
    proceedings: int
    cards: int
    teams: int
    clerks: int = 5  # of each team

    def clerk_count(self) -> int:
        """Of all teams."""
        return self.teams * self.clerks


SIZES = {
    "kreis": Size(persons=40_000, documents=200_000, proceedings=60_000, cards=5_000, teams=8),
    "land": Size(persons=1_000_000, documents=2_000_000, proceedings=1_500_000, cards=125_000, teams=200),
}


def spread(total: int, over: int, weights: tuple[int, ...]) -> Iterator[int]:
    """How many of `total` each of `over` files gets: thick and thin ones in turn, exactly `total` together."""
    whole, upto = sum(weights), list(accumulate(weights, initial=0))
    everything = _weight(over, whole, upto)
    given = 0
    for number in range(1, over + 1):
        due = total * _weight(number, whole, upto) // everything
        yield due - given
        given = due


def _weight(number: int, whole: int, upto: list[int]) -> int:
    """That of the first so many files together."""
    rounds, rest = divmod(number, len(upto) - 1)
    return rounds * whole + upto[rest]
