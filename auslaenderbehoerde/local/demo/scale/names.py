"""A pool of names the persons draw from, with the search form and the sort key the model itself makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from auslaenderbehoerde.local.demo.content import read
from eakte.models import OtherName, Person
from eakte.models.people import LONGEST_NAME

ODD = 400  # every so many names lacks a part, or is as long as a name may be


@dataclass(frozen=True)
class Name:
    """How somebody is called, and what goes with it."""

    family: str
    given: str
    sex: str
    state: str
    language: str
    search: str
    sort_key: str


def pool(number: int, chance: Random) -> Sequence[Name]:
    """So many names, frequent ones more often than rare ones."""
    groups = read("scale/names")["group"]
    shares = list(accumulate(group["share"] for group in groups))
    return [_name(chance.choices(groups, cum_weights=shares)[0], place, chance) for place in range(number)]


def _name(group: dict[str, Any], place: int, chance: Random) -> Name:
    sex = "X" if place % 500 == 7 else chance.choice("FM")
    givens = group["male"] if sex == "M" else group["female"]
    family, given = _frequent(group["family"], chance), " ".join(chance.sample(givens, chance.choice((1, 1, 1, 2))))
    person = Person(**_odd(place, {"family_name": family, "given_names": given}))
    person.derive()
    return Name(
        family=person.family_name,
        given=person.given_names,
        sex=sex,
        state=chance.choice(group["states"]),
        language=group["language"],
        search=person.search_name,
        sort_key=person.sort_key,
    )


def _frequent(names: Sequence[str], chance: Random) -> str:
    """The first of the list is about as frequent as the last third together; two families may be joined."""
    weights = [1 / (rank + 3) for rank in range(len(names))]
    first = chance.choices(names, weights)[0]
    return f"{first}-{chance.choice(names)}" if chance.random() < 0.06 and " " not in first else first


def _odd(place: int, name: dict[str, str]) -> dict[str, str]:
    """Some passports show one name only, and some a very long one."""
    if place % ODD == 1:
        return name | {"given_names": ""}
    if place % ODD == 2:
        return name | {"family_name": ""}
    if place % (10 * ODD) == 3:
        return name | {"given_names": " ".join([name["given_names"]] * LONGEST_NAME)[:LONGEST_NAME].strip()}
    return name


def search_form(family: str, given: str) -> str:
    """That of another name."""
    other = OtherName(family_name=family, given_names=given)
    other.derive()
    return other.search_name
