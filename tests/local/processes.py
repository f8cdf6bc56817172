"""Watches real processes by their numbers in /proc; ends none it did not start."""

import os
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 60  # seconds; only a broken machine needs them


def alive(pid: int) -> bool:
    """Whether it still runs; one that has ended and waits for its parent does not."""
    return _status(pid)[0] not in {"", "Z", "X"}


def descendants(pid: int) -> dict[int, str]:
    """Every process below this one, with its command line."""
    found: dict[int, str] = {}
    parents = {int(path.name): _status(int(path.name))[1] for path in Path("/proc").glob("[0-9]*")}
    level = {pid}
    while level := {child for child, parent in parents.items() if parent in level}:
        found |= {child: _command(child) for child in level}
    return found


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def environment(**values: str) -> dict[str, str]:
    """What a new terminal would give: nothing that points to the servers of the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return kept | values


def _status(pid: int) -> tuple[str, int]:
    """State and parent."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "", 0
    return after_name[0], int(after_name[1])


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
