"""What this one machine chose for itself: ports, passwords, keys. Kept in `<DATA_DIR>/local.json`, mode 0600."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auslaenderbehoerde.local.processes import free_port

FILE = "local.json"


@dataclass(frozen=True)
class Installation:
    """The folder and the values in its file."""

    folder: Path
    postgres_port: int
    postgres_password: str
    valkey_port: int
    valkey_password: str
    secret_key: str
    link_key: str
    file_key: str

    @property
    def environment(self) -> dict[str, str]:
        """The values as variables, under the names `env.py` reads."""
        database = f"postgresql://portal:{self.postgres_password}@127.0.0.1:{self.postgres_port}/portal"
        return {
            "DATABASE_URL": database,
            "REDIS_URL": f"redis://:{self.valkey_password}@127.0.0.1:{self.valkey_port}",
            "SECRET_KEY": self.secret_key,
            "LINK_KEY": self.link_key,
            "FILE_KEY": self.file_key,
        }


def open_installation(folder: Path, *, given: Mapping[str, str] = os.environ) -> Installation:
    """Read what was chosen, or choose now. What is `given` in the environment is not written down."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    values: dict[str, Any] = _choose() | (json.loads(file.read_text()) if file.exists() else {})
    installation = Installation(folder, **{name: value for name, value in values.items() if name != "environment"})
    environment = {name: value for name, value in installation.environment.items() if not given.get(name)}
    _write(file, values | {"environment": environment})
    return installation


def _choose() -> dict[str, Any]:
    ports: set[int] = set()
    while len(ports) < 2:
        ports.add(free_port())
    postgres_port, valkey_port = ports
    return {
        "postgres_port": postgres_port,
        "postgres_password": secrets.token_urlsafe(24),
        "valkey_port": valkey_port,
        "valkey_password": secrets.token_urlsafe(24),
        "secret_key": secrets.token_urlsafe(48),
        "link_key": secrets.token_urlsafe(48),
        "file_key": secrets.token_urlsafe(48),
    }


def _write(file: Path, values: Mapping[str, object]) -> None:
    """Atomically, and never readable by others, not even for a moment."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        json.dump(values, output, indent=1)
    draft.replace(file)
