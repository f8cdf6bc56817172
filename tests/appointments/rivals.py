"""Real processes against real PostgreSQL: each runs a script with its order and prints its answers as JSON."""

import json
import subprocess
import sys

from django.conf import settings
from django.db import connection


def race(script, orders):
    """Lets one process for each order begin at the same moment; returns everybody's answers in one list.

    The script reads its order from `sys.argv[1]` and waits for a line on its standard input.
    """
    started = [_start(script, order) for order in orders]
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0] * len(orders)
    return [answer for answer_list in answers for answer in json.loads(answer_list)]


def _start(script, order):
    database = settings.DATABASES["default"] | {"NAME": connection.settings_dict["NAME"]}
    secret = f"{database['USER']}:{database['PASSWORD']}@" if database["PASSWORD"] else f"{database['USER']}@"
    url = f"postgresql://{secret}{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = {"DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL, "MODE": "test", "PATH": "/usr/bin:/bin"}
    environment |= {"DJANGO_SETTINGS_MODULE": "auslaenderbehoerde.settings", "LINK_KEY": settings.LINK_KEY}
    environment |= {"FILE_KEY": settings.FILE_KEY, "DATA_DIR": str(settings.DATA_DIR)}
    command = [sys.executable, "-c", script, json.dumps(order)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, text=True, **pipes)
