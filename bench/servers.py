"""Starts granian with two workers on a free port, and reads what all the servers' processes have cost."""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from redis import Redis

from auslaenderbehoerde.local.processes import answers, free_port, spawn, stop, tail, wait_for


@dataclass(frozen=True)
class Server:
    """A running web server."""

    port: int
    pid: int

    def cpu_seconds(self) -> Counter[str]:
        """User and system time so far of all servers: web with its workers, PostgreSQL whole, Valkey."""
        parts = {"web": family_seconds(self.pid), "postgres": family_seconds(_postmaster()), "valkey": _valkey()}
        return Counter(parts)


@contextmanager
def serving(settings_module: str, *, workers: int = 2) -> Iterator[Server]:
    """A granian of two workers with four threads each; ended when the block is left."""
    port, log = free_port(), Path(tempfile.mkstemp(prefix="bench-", suffix=".log")[1])
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings_module, "DATABASE_POOL": "8"}
    environment |= {"PUBLIC_URL": f"http://127.0.0.1:{port}", "DATABASE_URL": database_url()}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"]
    command += ["auslaenderbehoerde.wsgi:application"]
    process = spawn(command, log=log, environment=environment)
    try:
        wait_for(lambda: answers(port), process, name="Der Webserver", log=log, seconds=30)
        yield Server(port, process.pid)
    except Exception:
        sys.stderr.write(tail(log, 40) + "\n")
        raise
    finally:
        stop(process)
        log.unlink()


def database_url() -> str:
    """The database this process uses, as an address for another one."""
    database = settings.DATABASES["default"]
    secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    return f"postgresql://{database['USER']}{secret}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def family_seconds(pid: int) -> float:
    """User and system time of a process, its children that have ended, and those that live (Linux)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = [child for task in Path(f"/proc/{pid}/task").iterdir() for child in _children(task)]
    except (FileNotFoundError, ProcessLookupError):  # it has just ended: its parent counts it from now on
        return 0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") + sum(map(family_seconds, children))


def _children(task: Path) -> list[int]:
    return [int(child) for child in (task / "children").read_text().split()]


def _postmaster() -> int:
    """The first process of PostgreSQL; it has to run on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])


def _valkey() -> float:
    with Redis.from_url(settings.REDIS_URL) as valkey:
        used = valkey.info("cpu")
    return used["used_cpu_sys"] + used["used_cpu_user"]


def cpu_ms(spent: Counter[str], deeds: int) -> dict[str, float]:
    """CPU milliseconds of a deed, in all and by server."""
    parts = {f"cpu_ms_{name}": round(seconds / deeds * 1000, 2) for name, seconds in spent.items()}
    return {"cpu_ms": round(spent.total() / deeds * 1000, 2)} | parts
