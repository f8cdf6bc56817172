"""PostgreSQL and Valkey together, for `manage.py up`, the tests and the benches."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from auslaenderbehoerde.local import postgres, valkey
from auslaenderbehoerde.local.installation import Installation, open_installation
from auslaenderbehoerde.local.processes import stop


@contextmanager
def servers(
    folder: Path, *, given: Mapping[str, str] = os.environ, safe: bool = True
) -> Iterator[tuple[Installation, dict[str, subprocess.Popen]]]:
    """Run what is not `given` by address; both are stopped in order when the block is left."""
    installation = open_installation(folder, given=given)
    logs = folder / "log"
    logs.mkdir(exist_ok=True)
    running: dict[str, subprocess.Popen] = {}
    with ExitStack() as stack:
        if not given.get("DATABASE_URL"):
            running["PostgreSQL"] = postgres.start(installation, log=logs / "postgres.log", safe=safe)
            stack.callback(stop, running["PostgreSQL"], signal.SIGINT)
        if not given.get("REDIS_URL"):
            running["Valkey"] = valkey.start(installation, log=logs / "valkey.log", safe=safe)
            stack.callback(stop, running["Valkey"])
        yield installation, running


@contextmanager
def temporary_servers() -> Iterator[dict[str, str]]:
    """Fast servers in a folder that vanishes; gives the environment to use them."""
    with tempfile.TemporaryDirectory(prefix="portal-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # so that PostgreSQL may enter as `nobody`
        with servers(folder, given={}, safe=False) as (installation, _running):
            yield installation.environment
