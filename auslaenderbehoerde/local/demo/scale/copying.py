"""Many rows at once: COPY into a waiting table, from there in the order of time into the real one.

Indexes are made at the end, and the triggers that write the history are silent: it begins with the first change after
the load, because to write it for a million invented rows would double the time and say nothing. Only the owner's
triggers are silent; the database still checks every foreign key and constraint.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model

Row = Mapping[str, Any]
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY (%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
# Names of our own models stand in these texts and nothing else; every value travels through the protocol of COPY.
WAITING = "CREATE TEMPORARY TABLE waiting_{table} ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
TAKE_OVER = "INSERT INTO {table} ({columns}) SELECT {columns} FROM waiting_{table} ORDER BY 1"


def copy(model: type[Model], rows: Sequence[Row]) -> None:
    """Rows of one model, all with the same keys; a field that is not named gets the model's default."""
    if not rows:
        return
    fields = {field.attname: field for field in _fields(model)}
    constant = {name: field.get_default() for name, field in fields.items() if name not in rows[0]}
    columns = ", ".join(f'"{fields[name].column}"' for name in (*rows[0], *constant))
    pick, rest = itemgetter(*rows[0]), tuple(constant.values())
    text = f"COPY waiting_{model._meta.db_table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(text) as stream:
        for row in rows:
            stream.write_row((*pick(row), *rest))


@contextmanager
def in_bulk(models: Sequence[type[Model]]) -> Iterator[None]:
    """What is copied inside stands in the tables afterwards; in a transaction, so that a failure leaves nothing."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks that are still due cannot be altered
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        _all(cursor, WAITING, models)
        yield
        cursor.execute(INDEXES, [tables])
        indexes = dict(cursor.fetchall())
        for name in indexes:
            cursor.execute(f"DROP INDEX {name}")
        _triggers(cursor, tables, "DISABLE")
        _all(cursor, TAKE_OVER, models)
        _triggers(cursor, tables, "ENABLE")
        for definition in indexes.values():
            cursor.execute(definition)


def _all(cursor: Any, text: str, models: Iterable[type[Model]]) -> None:
    for model in models:
        columns = ", ".join(f'"{field.column}"' for field in _fields(model))
        cursor.execute(text.format(table=model._meta.db_table, columns=columns))


def _fields(model: type[Model]) -> list[Field]:
    """Those that are written: all but a number the database gives itself. The primary key is the first."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]


def _triggers(cursor: Any, tables: Iterable[str], verb: str) -> None:
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER USER")


def analyse(models: Iterable[type[Model]]) -> None:
    """Tell the planner what is in the tables; outside a transaction they are tidied as well."""
    tables = ", ".join(model._meta.db_table for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"{'ANALYZE' if connection.in_atomic_block else 'VACUUM (ANALYZE)'} {tables}")
