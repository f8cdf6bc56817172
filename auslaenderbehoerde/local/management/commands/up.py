"""`manage.py up`: the whole portal on this machine, with one command and without a setting."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from auslaenderbehoerde.local.processes import LocalError, answers, spawn, stop, tail, taken, wait_for
from auslaenderbehoerde.local.servers import servers
from auslaenderbehoerde.local.steps import say, step

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]


class Command(BaseCommand):
    """Servers, database, demonstration data on the first run, web, worker and beat."""

    help = "Startet das ganze Portal auf diesem Rechner."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--demo", default=os.environ.get("DEMO") or "unna", help="unna, oberhavel oder empty")

    def handle(self, *_arguments: Any, port: int, demo: str, **_options: Any) -> None:
        signal.signal(signal.SIGINT, _as_interrupt)  # a shell in the background starts us with it ignored
        signal.signal(signal.SIGTERM, _as_interrupt)
        signal.signal(signal.SIGHUP, _as_interrupt)
        data_dir = Path(settings.DATA_DIR).resolve()
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            self._run(data_dir, port, demo)
        except LocalError as error:
            raise CommandError(str(error)) from error
        except (PermissionError, NotADirectoryError, FileExistsError) as error:
            raise CommandError(
                f"Kein Zugriff auf {error.filename}: bitte Rechte prüfen oder DATA_DIR setzen."
            ) from error
        except KeyboardInterrupt:
            say("\n  ✓ beendet")

    def _run(self, data_dir: Path, port: int, demo: str) -> None:
        if taken(port):
            raise LocalError(
                f"Port {port} ist besetzt. Beenden Sie das andere Programm, oder starten Sie mit PORT=8001."
            )
        say("\nPortal der Ausländerbehörde\n")
        with _servers_started(data_dir) as (installation, running):
            environment = os.environ | {
                **{name: os.environ.get(name) or value for name, value in installation.environment.items()},
                "DATA_DIR": str(data_dir),
                "PUBLIC_URL": os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{port}",
            }
            with step("Datenbank, Gestaltung und Inhalte bereit"):
                _manage("prepare", "--demo", demo, environment=environment)
            with _portal(data_dir, port, environment) as portal:
                _welcome(data_dir, environment["PUBLIC_URL"])
                _watch(running | portal, data_dir / "log")


@contextmanager
def _servers_started(data_dir: Path) -> Iterator[Any]:
    with servers(data_dir) as started:
        for name in started[1]:
            say(f"  ✓ {name} läuft")
        yield started


def _manage(*arguments: str, environment: dict[str, str]) -> None:
    """Run a command of ours in a process with the chosen addresses."""
    if subprocess.run([*MANAGE, *arguments], env=environment, check=False).returncode != 0:
        raise LocalError("Das Vorbereiten ist gescheitert; der Grund steht darüber.")


@contextmanager
def _portal(data_dir: Path, port: int, environment: dict[str, str]) -> Iterator[dict[str, subprocess.Popen]]:
    """Web, worker and beat; stopped in the order beat, web, worker, so that what was begun is finished."""
    started: dict[str, subprocess.Popen] = {}
    try:
        for name, command, extra in _commands(data_dir, port):
            log = data_dir / "log" / f"{name}.log"
            started[name] = spawn(command, log=log, environment=environment | extra)
        with step("Web, Worker und Zeitplan laufen"):
            log = data_dir / "log" / "web.log"
            wait_for(lambda: answers(port), started["web"], name="Der Webserver", log=log, seconds=30)
        yield started
    finally:
        for name in ("beat", "web", "worker"):
            if name in started:
                stop(started[name])


def _commands(data_dir: Path, port: int) -> list[tuple[str, list[str], dict[str, str]]]:
    python = [sys.executable, "-m"]
    web = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    web += ["--blocking-threads", "4", "--no-access-log", "auslaenderbehoerde.wsgi:application"]
    celery = ["celery", "--app", "auslaenderbehoerde", "--quiet"]
    worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "info"]
    beat = [*celery, "beat", "--pidfile", "", "--loglevel", "info"]
    return [
        ("web", python + web, {"DATABASE_POOL": "8"}),
        ("worker", python + worker, {}),
        ("beat", python + beat, {}),
    ]


def _welcome(data_dir: Path, address: str) -> None:
    say(f"\n  Portal:      {address}/\n  Verwaltung:  {address}/verwaltung/")
    accounts = data_dir / "demo-accounts.txt"
    if accounts.exists():
        say(f"\n  Zugänge zum Ausprobieren ({accounts}):")
        for line in accounts.read_text().splitlines():
            name, password, role = line.split(maxsplit=2)
            say(f"    {name:<16} {password:<22} {role}")
    say(f"\n  Mails liegen in {data_dir / 'mail'}.\n  Beenden mit Strg-C.\n")


def _watch(children: dict[str, subprocess.Popen], logs: Path) -> None:
    """Wait until somebody stops us; if a child ends, everything ends and its last words are shown."""
    while True:
        for name, process in children.items():
            if process.poll() is not None:
                words = tail(logs / f"{name.lower().replace('postgresql', 'postgres')}.log")
                raise LocalError(f"{name} hat sich beendet ({process.returncode}). Letzte Zeilen:\n{words}")
        time.sleep(0.5)


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
