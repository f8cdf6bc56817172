"""Measures in a process of its own, so that its peak of memory is its own: `python -m bench.apart bench.storing`."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.servers import database_url

STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def measured(module: str) -> dict[str, Any]:
    """What `measure()` of the module says, with a folder for files that vanishes."""
    with tempfile.TemporaryDirectory(prefix="bench-files-") as folder:
        environment = os.environ | {"DATABASE_URL": database_url(), "DATA_DIR": folder}
        command = [sys.executable, "-m", "bench.apart", module]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def spent(deed: Callable[[], Any]) -> dict[str, float]:
    """CPU seconds of a deed, those of the processes it started, and by how many MB the memory rose at most (Linux)."""
    FORGET.write_text("5")  # the peak from here on
    before, mine, others = _peak_mb(), _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN)
    deed()
    return {
        "cpu": _cpu(resource.RUSAGE_SELF) - mine,
        "children": _cpu(resource.RUSAGE_CHILDREN) - others,
        "rose_mb": round(_peak_mb() - before, 1),
    }


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _peak_mb() -> float:
    found = next(text for text in STATUS.read_text().splitlines() if text.startswith("VmHWM"))
    return int(found.split()[1]) / 1024


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    sys.stdout.write(json.dumps(import_module(sys.argv[1]).measure()))
