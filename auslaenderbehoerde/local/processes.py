"""Child processes that never outlive us, also not when we are killed (Linux: PR_SET_PDEATHSIG)."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
# Loaded before any fork: between fork and exec a child must not import.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class LocalError(Exception):
    """Something on this machine is missing or taken; the text says what to install or free."""


@dataclass(frozen=True)
class Account:
    """Under which identity a child runs."""

    uid: int | None = None
    gid: int | None = None
    mapped: bool = False  # in a user namespace that shows our files as `nobody`'s


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    farewell: signal.Signals = signal.SIGTERM,
    account: Account = Account(),
) -> subprocess.Popen:
    """Start a child in a session of its own; `farewell` is the signal it gets when we die.

    A session of its own keeps a Ctrl-C of the terminal from it: we stop the children in order.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment) if environment is not None else None,
            start_new_session=True,
            user=account.uid,
            group=account.gid,
            extra_groups=[] if account.uid is not None else None,
            preexec_fn=_before_exec(farewell, os.getpid(), mapped=account.mapped),
        )


def _before_exec(farewell: signal.Signals, parent: int, *, mapped: bool) -> Callable[[], None]:
    def run() -> None:
        if mapped:
            appear_as_nobody()
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, farewell)
            if os.getppid() != parent:  # the parent died between fork and prctl
                os._exit(1)

    return run


def appear_as_nobody() -> None:
    """Enter a user namespace in which our uid looks like 65534 (user_namespaces(7))."""
    uid, gid = os.getuid(), os.getgid()
    if _libc is None or _libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"65534 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"65534 {gid} 1")


def stop(process: subprocess.Popen, farewell: signal.Signals = signal.SIGTERM, *, seconds: float = 15) -> None:
    """Ask a child to end and wait; one that does not listen is killed."""
    if process.poll() is None:
        process.send_signal(farewell)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    """Whether somebody listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def taken(port: int, *, seconds: float = 1) -> bool:
    """Whether somebody stays on this port; what a killed portal left behind is just leaving."""
    deadline = time.monotonic() + seconds
    while answers(port):
        if time.monotonic() > deadline:
            return True
        time.sleep(0.05)
    return False


def wait_for(condition: Callable[[], bool], process: subprocess.Popen, *, name: str, log: Path, seconds: float) -> None:
    """Poll until the child is ready; LocalError with the end of its log if it ends or takes too long."""
    deadline = time.monotonic() + seconds
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            raise LocalError(f"{name} ist nicht gestartet. Ende des Protokolls {log}:\n{tail(log)}")
        time.sleep(0.03)


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""
