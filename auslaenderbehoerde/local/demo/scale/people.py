"""A person with address, passport and file, and sometimes another name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from auslaenderbehoerde.local.demo.scale.batch import Batch
from auslaenderbehoerde.local.demo.scale.identifiers import made_at
from auslaenderbehoerde.local.demo.scale.names import Name, search_form
from auslaenderbehoerde.local.demo.scale.teams import Desk, References
from eakte import sealing
from eakte.models import Address, CaseFile, OtherName, Passport, Person
from eakte.models.people import LONGEST_NAME
from eakte.services.people import PASSPORT

BLOCKED_EVERY = 250
OTHER_NAME_EVERY = 10
AGES, PEOPLE = (8, 20, 32, 44, 60, 80), (12, 20, 30, 20, 12, 6)
STREETS = ("Kamener Straße", "Bahnhofstraße", "Am Markt", "Schillerstraße", "Königsborner Weg", "Gießerstraße")
TOWNS = (("59423", "Unna"), ("59425", "Unna"), ("59174", "Kamen"), ("44532", "Lünen"), ("58239", "Schwerte"))
READERS = CaseFile.readers.through


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose file it is, for what is put into it."""

    person: UUID
    birth_date: str
    file: UUID
    opened_at: datetime
    desk: Desk


def add(
    batch: Batch, number: int, name: Name, desk: Desk, references: References, chance: Random, now: datetime
) -> Holder:
    """One person and her file."""
    opened_at = now - timedelta(days=chance.randrange(1, 4000), seconds=chance.randrange(86400))
    holder = Holder(
        made_at(opened_at, chance), birth_date(chance, now.year), made_at(opened_at, chance), opened_at, desk
    )
    batch[Person].append(_person(holder, name, chance))
    batch[Address].append(_address(holder, number, chance))
    batch[Passport].append(_passport(holder, name, chance, now))
    batch[CaseFile].append(_file(batch, holder, number, references))
    if number % OTHER_NAME_EVERY == 3:
        batch[OtherName].append(_other_name(holder, name, number, chance))
    return holder


def birth_date(chance: Random, year: int) -> str:
    """Every twentieth knows only a part, and many papers say the first of January."""
    age, what = chance.choices(AGES, PEOPLE)[0] - chance.randrange(8), chance.random()
    born = f"{year - age}"
    if what < 0.03:
        return born
    month = f"{born}-{chance.randrange(1, 13):02}"
    if what < 0.05:
        return month
    return f"{born}-01-01" if what < 0.12 else f"{month}-{chance.randrange(1, 29):02}"


def _person(holder: Holder, name: Name, chance: Random) -> dict[str, Any]:
    mail = chance.random() < 0.6
    return {
        "id": holder.person,
        "family_name": name.family,
        "given_names": name.given,
        "search_name": name.search,
        "sort_key": name.sort_key,
        "birth_date": holder.birth_date,
        "birth_state": name.state,
        "sex": name.sex,
        "nationalities": [name.state],
        "language": name.language,
        "email": f"person-{holder.person.hex[-10:]}@example.org" if mail else "",
        "channel": "mail" if mail else "letter",
        "created_at": holder.opened_at,
    }


def _address(holder: Holder, number: int, chance: Random) -> dict[str, Any]:
    postcode, city = TOWNS[number % len(TOWNS)]
    street = f"{chance.choice(STREETS)} {chance.randrange(1, 180)}"
    identifier = made_at(holder.opened_at, chance)
    return {"id": identifier, "person_id": holder.person, "street": street, "postcode": postcode, "city": city}


def _passport(holder: Holder, name: Name, chance: Random, now: datetime) -> dict[str, Any]:
    printed = f"{chance.choice('CFGHJKLMNPRTVWXYZ')}{chance.randrange(10**8):08}"
    return {
        "id": made_at(holder.opened_at, chance),
        "person_id": holder.person,
        "number_sealed": sealing.seal_text(printed, purpose=PASSPORT),
        "number_hash": sealing.number_hash(PASSPORT, printed),
        "state": name.state,
        "valid_until": now.date() + timedelta(days=chance.randrange(-300, 3300)),
        "recorded_at": holder.opened_at,
    }


def _file(batch: Batch, holder: Holder, number: int, references: References) -> dict[str, Any]:
    desk, blocked = holder.desk, number % BLOCKED_EVERY == 5
    if blocked:
        batch[READERS].append({"casefile_id": holder.file, "user_id": desk.clerk})
    return {
        "id": holder.file,
        "reference": references.next(desk, holder.opened_at),
        "person_id": holder.person,
        "department_id": desk.department,
        "team_id": desk.team,
        "caseworker_id": desk.clerk,
        "opened_at": holder.opened_at,
        "blocked": blocked,
        "blocked_contact": "die Leitung des Sachgebiets" if blocked else "",
    }


def _other_name(holder: Holder, name: Name, number: int, chance: Random) -> dict[str, Any]:
    """A name at birth, or the passport's name without its marks; every hundredth of them is protected."""
    birth = bool(name.family) and chance.random() < 0.5
    family = f"{name.family}-{name.family[:3]}" if birth else name.family.upper()
    family, given = family[:LONGEST_NAME], (name.given if birth else name.given.upper())[:LONGEST_NAME]
    return {
        "id": made_at(holder.opened_at, chance),
        "person_id": holder.person,
        "kind": "birth" if birth else "spelling",
        "family_name": family,
        "given_names": given,
        "search_name": search_form(family, given),
        "source": "Geburtsurkunde" if birth else "früherer Pass",
        "protected": number % (100 * OTHER_NAME_EVERY) == 3,
        "recorded_at": holder.opened_at,
    }
