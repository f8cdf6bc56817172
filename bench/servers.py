"""Starts granian with two workers on a free port, and reads what its processes have cost."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from auslaenderbehoerde.local.processes import answers, free_port, spawn, stop, tail, wait_for


@dataclass(frozen=True)
class Server:
    """A running web server."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """User and system time of the server and all its workers so far."""
        return sum(cpu_seconds(pid) for pid in [self.pid, *children(self.pid)])


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


def cpu_seconds(pid: int) -> float:
    """User and system time of one process (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """All descendants of a process (Linux)."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children(int(child))]
    return found
