"""Progress in the terminal: one calm line for each step, with the time it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, then that it is done and how long it took."""
    terminal = sys.stdout.isatty()
    if terminal:
        say(f"  … {text}", end="")
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        say(f"\r  ✗ {text}" if terminal else f"  ✗ {text}")
        raise
    seconds = f"{time.monotonic() - begun:.1f}".replace(".", ",")
    say(f"{chr(13) if terminal else ''}  ✓ {text}  {seconds} s")


def say(text: str, *, end: str = "\n") -> None:
    """One line to the person at the terminal, at once."""
    sys.stdout.write(text + end)
    sys.stdout.flush()
