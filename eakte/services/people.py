"""The verbs about a person: write down, change, another name, another address, a passport."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction
from django.db.models import Q

from eakte import card_status, names, sealing
from eakte.exceptions import ChangedMeanwhile
from eakte.models import Address, OtherName, Passport, Person

ALIKE = 0.55  # trigram similarity of two folded names from which a person should look at both
SHOWN = 6
PASSPORT = "passport"


@transaction.atomic
def create_person(*, facts: Mapping[str, Any], address: Mapping[str, Any] | None = None) -> Person:
    """Write down a person as the passport shows her, with her address if it is known. Texts are already clean."""
    person = Person.objects.create(**facts)
    if address and address.get("city"):
        Address.objects.create(person=person, **address)
    return person


@transaction.atomic
def change_person(*, person: Person, facts: Mapping[str, Any], version: int) -> Person:
    """Write down what has changed (ChangedMeanwhile if somebody saved since the form was opened)."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if locked.version != version:
        raise ChangedMeanwhile
    _keep_earlier_name(locked, facts)
    born_before = locked.birth_date
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save()
    if locked.birth_date != born_before:
        card_status.follow_birth_date(locked, before=born_before)
    return locked


def _keep_earlier_name(person: Person, facts: Mapping[str, Any]) -> None:
    """The name the person had until now stays findable."""
    new = (facts.get("family_name", person.family_name), facts.get("given_names", person.given_names))
    if new == (person.family_name, person.given_names):
        return
    before = {"family_name": person.family_name, "given_names": person.given_names}
    if not person.other_names.filter(**before).exists():
        OtherName.objects.create(
            person=person, kind=OtherName.Kind.EARLIER, source="Name in dieser Akte bis zur Änderung", **before
        )


@transaction.atomic
def add_name(*, person: Person, facts: Mapping[str, Any]) -> OtherName:
    """Another spelling or an earlier name, with its source."""
    return OtherName.objects.create(person=person, **facts)


@transaction.atomic
def move_house(*, person: Person, address: Mapping[str, Any], since: date | None) -> Address:
    """A new address; the old one ends the day before. The same address again only changes its details."""
    Person.objects.select_for_update().get(pk=person.pk)
    current = person.addresses.filter(valid_until=None).first()
    if current is not None:
        last = since - timedelta(days=1) if since else current.valid_from
        current.valid_until = max(filter(None, (last, current.valid_from)), default=date.min)
        current.save(update_fields=["valid_until"])
    return Address.objects.create(person=person, valid_from=since, **address)


@transaction.atomic
def add_passport(*, person: Person, number: str, facts: Mapping[str, Any]) -> Passport:
    """A travel document; the same number of the same state again corrects its dates."""
    found = sealing.number_hash(PASSPORT, number)
    sealed = sealing.seal_text(number.strip(), purpose=PASSPORT)
    passport, _created = Passport.objects.update_or_create(
        person=person, number_hash=found, state=facts["state"], defaults={**facts, "number_sealed": sealed}
    )
    return passport


def passport_number(passport: Passport) -> str:
    """The number as it is printed."""
    return sealing.unseal_text(passport.number_sealed, purpose=PASSPORT)


def alike(*, family_name: str, given_names: str, birth_date: str, but: Person | None = None) -> list[Person]:
    """Persons who may be the same one: a similar name with a date of birth that does not contradict.

    Twins and the thousands born on 1 January are among them; a person looks, nothing is merged by itself.
    """
    searched = names.searchable(family_name, given_names)
    if not searched.strip():
        return []
    found = Person.objects.filter(search_name__trigram_similar=searched, merged_into=None)
    if birth_date:
        found = found.filter(Q(birth_date="") | Q(birth_date__in=_compatible(birth_date)) | _longer(birth_date))
    if but is not None:
        found = found.exclude(pk=but.pk)
    rated = found.annotate(alike=TrigramSimilarity("search_name", searched)).filter(alike__gte=ALIKE)
    return list(rated.select_related("case_file").order_by("-alike", "sort_key")[:SHOWN])


def _compatible(birth_date: str) -> list[str]:
    """The date itself and what is left of it when a part is unknown: `1990-01-31`, `1990-01`, `1990`."""
    parts = birth_date.split("-")
    return ["-".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _longer(birth_date: str) -> Q:
    """Dates that say more: `1990` is not against `1990-01-31`."""
    return Q(birth_date__startswith=f"{birth_date}-")
