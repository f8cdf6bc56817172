"""`python -m bench [ONLY]`: runs the benches and prints one JSON object a line."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
os.environ["DATABASE_POOL"] = "0"  # a pool would stay with the given database; the web servers get theirs themselves


BENCHES = ["start", "page", "booking", "race", "slots", "board", "status"]
BENCHES += ["worklist", "casefile", "search", "store", "export"]
OURS = "SELECT datname FROM pg_database WHERE datname = %s OR starts_with(datname, %s)"


def main() -> int:
    """Run the wanted benches in a database of their own; 1 if one found something wrong."""
    wanted = os.environ["ONLY"].split(",") if os.environ.get("ONLY") else BENCHES
    if unknown := sorted(set(wanted) - set(BENCHES)):
        sys.stderr.write(f"Unbekannt: {', '.join(unknown)}. Es gibt: {', '.join(BENCHES)}.\n")
        return 2
    django.setup()
    with own_database():
        wrong = sum(_show(line) for name in wanted for line in import_module(f"bench.{name}").run())
    return 1 if wrong else 0


def _show(line: dict) -> bool:
    """Print a line; whether it reports something wrong."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    return bool(line.get("wrong"))


@contextmanager
def own_database() -> Iterator[None]:
    """A fresh, migrated database beside the given one; dropped at the end."""
    given, name = settings.DATABASES["default"]["NAME"], f"bench_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    _use(name)
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        _use(given)
        with connection.cursor() as cursor:
            cursor.execute(OURS, [name, f"{name}_"])  # with those `bench.caseload` has made beside it
            for (database,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


if __name__ == "__main__":
    if not os.environ.get("DATABASE_URL"):
        from auslaenderbehoerde.local.servers import temporary_servers

        with temporary_servers() as environment:
            os.environ.update(environment)
            sys.exit(main())
    sys.exit(main())
