"""Real processes against real PostgreSQL: each runs a script with its order and prints its answers as JSON.

They are forked from a process that has loaded the portal and opened nothing: to start Python and Django anew for each
rival costs more than all that the rivals do.
"""

import json
import multiprocessing
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from io import StringIO
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection, connections

django.setup()  # in the process they are forked from; where the tests run, it has been done

HOUSE = multiprocessing.get_context("forkserver")
HOUSE.set_forkserver_preload([__name__])
PATIENCE = 120  # seconds


def race(script: str, orders: Iterable[dict[str, Any]]) -> list[Any]:
    """Lets one process for each order begin at the same moment; returns everybody's answers in one list.

    The script reads its order from `sys.argv[1]` and waits for a line on its standard input.
    """
    orders = list(orders)
    gate = HOUSE.Barrier(len(orders), timeout=PATIENCE)
    started = [_start(script, order, gate) for order in orders]
    for process, _answers in started:
        process.join(PATIENCE)
    assert [process.exitcode for process, _answers in started] == [0] * len(orders)
    return [answer for _process, answers in started for answer in json.loads(answers.recv())]


def _start(script: str, order: dict[str, Any], gate: Barrier) -> tuple[ForkServerProcess, Any]:
    answers, pen = HOUSE.Pipe(duplex=False)
    here = {"DATABASE": connection.settings_dict["NAME"], "DATA_DIR": str(settings.DATA_DIR)}
    process = HOUSE.Process(target=_run, args=(script, json.dumps(order), here, gate, pen), daemon=True)
    process.start()
    pen.close()
    return process, answers


class _Gate:
    """A standard input whose one line comes to everybody at once."""

    def __init__(self, barrier: Barrier) -> None:
        self.barrier = barrier

    def readline(self) -> str:
        self.barrier.wait()
        return "go\n"


def _run(script: str, order: str, here: dict[str, str], gate: Barrier, pen: Any) -> None:
    """The life of a rival."""
    settings.DATABASES["default"]["NAME"] = here["DATABASE"]
    settings.DATA_DIR = Path(here["DATA_DIR"])
    settings.MEDIA_ROOT = settings.DATA_DIR / "files"
    sys.argv, sys.stdin = ["rival", order], _Gate(gate)
    with redirect_stdout(StringIO()) as said:
        exec(compile(script, "rival", "exec"), {"__name__": "__main__"})
    connections.close_all()
    pen.send(said.getvalue())
