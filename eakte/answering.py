"""What is stored of a person, told in lines: every column of every row, without keys and without who typed it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Field, Model
from django.utils import timezone

from eakte import dates, nationalities
from eakte.contributions import ExportPart
from eakte.models import CaseFile, Person, Proceeding

# Keys, hashes and what the database makes of other columns say nothing about the person.
INNER = {"id", "key", "order", "attempt", "version", "link_version", "search_name", "sort_key", "wrapped_key", "undo"}
INNER_ENDS = ("_hash", "_sealed", "_key", "_version")
KNOWN = {"external_key"}
STATES = {"nationalities", "birth_state", "state"}
WHOLE = {Person, CaseFile, Proceeding, get_user_model()}  # told by lines of their own, or not the person's


def lines(rows: Iterable[Model], at: Callable[[Any], datetime]) -> list[ExportPart]:
    """A line for each row: what it is, and everything in it."""
    return [ExportPart(at(row), _title(row), describe(row)) for row in rows]


def describe(row: Model) -> str:
    """`gültig ab: 01.01.2025 · gültig bis: 31.12.2026`, every column that has a value."""
    told = [(field, _value(row, field)) for field in row._meta.concrete_fields if _tells(field)]
    return " · ".join(f"{_named(field)}: {value}" for field, value in told if value)


def _tells(field: Field) -> bool:
    if field.name in KNOWN:
        return True
    if field.is_relation and (field.related_model in WHOLE or field.related_model is field.model):
        return False
    return field.name not in INNER and not field.name.endswith(INNER_ENDS)


def _named(field: Field) -> str:
    """The German name of a column; what has none is told by the name of what it points to."""
    own = str(field.verbose_name)
    plain = own == field.name.replace("_", " ")
    return str(field.related_model._meta.verbose_name) if plain and field.related_model else own


def _value(row: Model, field: Field) -> str:
    value = getattr(row, field.name)
    if value in (None, "", []):
        return ""
    if field.name == "birth_date":
        return dates.display(value)
    if field.name in STATES and isinstance(value, (list, str)) and not field.choices:
        return nationalities.names_of([value] if isinstance(value, str) else value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _title(row: Model) -> str:
    name = str(row._meta.verbose_name)
    return name[:1].upper() + name[1:]
