"""Cards that are ordered or have come, of persons that are already taken over.

A card moves only forward here: what the portal knows better (it has been handed over at the counter) stays.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from auslaenderbehoerde.authority.models import Office
from eakte import card_status, serials
from eakte.imports import lines
from eakte.imports.counting import Counted
from eakte.models import Person, ResidenceCard

State = ResidenceCard.State
ORDER = [State.ORDERED, State.IN_PRODUCTION, State.ARRIVED, State.HANDED_OVER]
COLUMNS: lines.Columns = {
    "kennung": ("key", lines.key),
    "person": ("person", lines.key),
    "standort": ("office", lines.text(50, needed=True)),
    "art": ("kind", lines.one_of(*ResidenceCard.Kind.values)),
    "stand": ("state", lines.one_of(*ORDER)),
    "seriennummer": ("serial", lines.serial),
    "bestellt": ("ordered_at", lines.needed_day),
    "angekommen": ("arrived_at", lines.day),
    "ausgegeben": ("handed_over_at", lines.day),
}
DAYS = {State.ARRIVED: "arrived_at", State.HANDED_OVER: "handed_over_at"}


def check(line: lines.Line) -> lines.Wrong | None:
    """What only the whole line tells."""
    needed = DAYS.get(line.values["state"])
    if needed and not line.values[needed]:
        return lines.Wrong(line.number, "stand", "Zu diesem Stand fehlt der Tag.")
    return None


def take(batch: Sequence[lines.Line], *, write: bool, now: datetime) -> Counted | list[lines.Wrong]:
    """Bring these cards in line (a list of wrong lines when a person, an office or a serial does not fit)."""
    wrong = _wrong(batch)
    if wrong:
        return wrong
    keys = [line.key for line in batch]
    known = {
        row.external_key: row for row in ResidenceCard.objects.filter(external_key__in=keys).select_related("person")
    }
    new = [line for line in batch if line.key not in known]
    changed = [line for line in batch if line.key in known and _ahead(known[line.key], line)]
    if write:
        _add(new)
        for line in changed:
            _change(known[line.key], line)
    return Counted(added=len(new), changed=len(changed), unchanged=len(batch) - len(new) - len(changed))


def _wrong(batch: Sequence[lines.Line]) -> list[lines.Wrong]:
    persons = set(
        Person.objects.filter(external_key__in={line.values["person"] for line in batch}).values_list(
            "external_key", flat=True
        )
    )
    offices = set(Office.objects.values_list("slug", flat=True))
    hashes = {serials.hash_of(line.values["serial"]): line.key for line in batch if line.values["serial"]}
    taken = ResidenceCard.objects.filter(serial_hash__in=hashes).values_list("serial_hash", "external_key")
    foreign = {hashes[found] for found, owner in taken if hashes[found] != owner}
    found = []
    for line in batch:
        if line.values["person"] not in persons:
            found.append(lines.Wrong(line.number, "person", "Diese Person ist nicht bekannt."))
        elif line.values["office"] not in offices:
            found.append(lines.Wrong(line.number, "standort", "Diesen Standort gibt es nicht."))
        elif line.key in foreign:
            found.append(lines.Wrong(line.number, "seriennummer", "Diese Nummer gehört zu einer anderen Karte."))
    return found


def _persons(batch: Sequence[lines.Line]) -> dict[str, Person]:
    wanted = {line.values["person"] for line in batch}
    known = Person.objects.filter(external_key__in=wanted).select_related("merged_into")
    return {row.external_key: row.merged_into or row for row in known}


def _ahead(card: ResidenceCard, line: lines.Line) -> bool:
    """Whether the line knows more than the portal."""
    if line.values["serial"] and not card.serial_hash:
        return True
    return card.state in ORDER and ORDER.index(State(line.values["state"])) > ORDER.index(State(card.state))


def _add(new: Sequence[lines.Line]) -> None:
    persons = _persons(new)
    offices = {row.slug: row for row in Office.objects.all()}
    for line in new:
        values = line.values
        card = ResidenceCard(
            external_key=line.key,
            person=persons[values["person"]],
            office=offices[values["office"]],
            kind=values["kind"],
            ordered_at=_at(values["ordered_at"]),
        )
        _fill(card, line)
        card.save(force_insert=True)
        card_status.follow(card, on=_since(line))


def _change(card: ResidenceCard, line: lines.Line) -> None:
    before = card.state
    _fill(card, line)
    card.save()
    if card.state != before:
        card_status.follow(card, on=_since(line))
    if line.values["serial"]:
        card_status.learn_serial(card, line.values["serial"])


def _fill(card: ResidenceCard, line: lines.Line) -> None:
    values = line.values
    if card.state in ORDER and ORDER.index(State(values["state"])) > ORDER.index(State(card.state)):
        card.state = values["state"]
    card.arrived_at = card.arrived_at or _moment(values["arrived_at"])
    card.handed_over_at = card.handed_over_at or _moment(values["handed_over_at"])
    if values["serial"] and not card.serial_hash:
        card.serial_sealed, card.serial_hash = serials.seal(values["serial"]), serials.hash_of(values["serial"])


def _since(line: lines.Line) -> Any:
    return line.values.get(DAYS.get(line.values["state"], "ordered_at")) or line.values["ordered_at"]


def _moment(day: Any) -> datetime | None:
    return _at(day) if day else None


def _at(day: date) -> datetime:
    """Eight in the morning of the day: the specialist software knows no hour."""
    return timezone.make_aware(datetime.combine(day, time(8)))
