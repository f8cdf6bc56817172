"""Residence titles of persons that are already taken over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from eakte.imports import lines
from eakte.imports.counting import Counted
from eakte.models import Person, ResidenceTitle

COLUMNS: lines.Columns = {
    "kennung": ("key", lines.key),
    "person": ("person", lines.key),
    "art": ("kind", lines.one_of(*ResidenceTitle.Kind.values)),
    "rechtsgrundlage": ("legal_basis", lines.text(100, needed=True)),
    "ab": ("valid_from", lines.needed_day),
    "bis": ("valid_until", lines.day),
    "beendet": ("ended_on", lines.day),
    "grund": ("ended", lines.one_of(*ResidenceTitle.Ended.values, empty="")),
}
FIELDS = [name for name, _parse in COLUMNS.values() if name not in ("key", "person")]


def check(line: lines.Line) -> lines.Wrong | None:
    """What only the whole line tells."""
    values = line.values
    if values["valid_until"] and values["valid_until"] < values["valid_from"]:
        return lines.Wrong(line.number, "bis", "Das Ende liegt vor dem Anfang.")
    if bool(values["ended_on"]) != bool(values["ended"]):
        return lines.Wrong(line.number, "grund", "Das Ende und sein Grund gehören zusammen.")
    return None


def take(batch: Sequence[lines.Line], *, write: bool, now: datetime) -> Counted | list[lines.Wrong]:
    """Bring these titles in line (a list of wrong lines when a person is not known)."""
    persons = dict(
        Person.objects.filter(external_key__in={line.values["person"] for line in batch}).values_list(
            "external_key", Coalesce("merged_into", "pk")
        )
    )
    strangers = [line for line in batch if line.values["person"] not in persons]
    if strangers:
        return [lines.Wrong(line.number, "person", "Diese Person ist nicht bekannt.") for line in strangers]
    keys = [line.key for line in batch]
    known = {row.external_key: row for row in ResidenceTitle.objects.filter(external_key__in=keys)}
    new = [line for line in batch if line.key not in known]
    changed = [line for line in batch if line.key in known and _differs(known[line.key], persons, line)]
    if write:
        _write(new, changed, known, persons, now)
    return Counted(added=len(new), changed=len(changed), unchanged=len(batch) - len(new) - len(changed))


def _differs(title: ResidenceTitle, persons: dict[str, Any], line: lines.Line) -> bool:
    moved = title.person_id != persons[line.values["person"]]
    return moved or any(getattr(title, name) != line.values[name] for name in FIELDS)


def _write(new: Any, changed: Any, known: Any, persons: Any, now: datetime) -> None:
    made = []
    for line in new:
        person = persons[line.values["person"]]
        made.append(ResidenceTitle(external_key=line.key, person_id=person, recorded_at=now, **_values(line)))
    ResidenceTitle.objects.bulk_create(made, batch_size=1000)
    for line in changed:
        title = known[line.key]
        title.person_id = persons[line.values["person"]]
        for name, value in _values(line).items():
            setattr(title, name, value)
        title.version = F("version") + 1
    rows = [known[line.key] for line in changed]
    ResidenceTitle.objects.bulk_update(rows, [*FIELDS, "person", "version"], batch_size=500)


def _values(line: lines.Line) -> dict[str, Any]:
    return {name: line.values[name] for name in FIELDS}
