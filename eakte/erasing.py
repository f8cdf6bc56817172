"""Takes rows out for good, with their history. Nothing is cascaded: PROTECT refuses where something was forgotten."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pgtrigger
from django.db.models import Exists, Model, OuterRef, QuerySet


def remove(rows: QuerySet[Any]) -> set[Any]:
    """Delete these rows and their history; their identifiers (ProtectedError while something hangs on them)."""
    model, identifiers = rows.model, set(rows.values_list("pk", flat=True))
    model._base_manager.filter(pk__in=identifiers).delete()
    forget(model, pgh_obj_id__in=identifiers)
    return identifiers


def forget_earlier(model: type[Model], column: str, identifiers: Iterable[UUID]) -> None:
    """Delete the history of rows that hung on these and are gone already, deleted one by one over the years."""
    here = model._base_manager.filter(pk=OuterRef("pgh_obj_id"))
    forget(model, ~Exists(here), **{f"{column}__in": list(identifiers)})


def forget(model: type[Model], *conditions: Any, **which: Any) -> None:
    """Delete rows of the history that nobody else may touch (a trigger refuses everyone who does not come this way)."""
    history = getattr(model, "pgh_event_model", None)
    if history is None:
        return
    with pgtrigger.ignore(f"{history._meta.label}:append_only"):
        history._base_manager.filter(*conditions, **which)._raw_delete(history._base_manager.db)
