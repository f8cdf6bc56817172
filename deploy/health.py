"""Whether this container does its work. Docker asks again and again; `docker compose ps` shows the answer.

`python -m deploy.health /readyz` (or `worker`, or `beat`) ends with 0 or 1: the image has no curl, a worker no port.
"""

import os
import socket
import sys
from http.client import HTTPConnection, HTTPException

PORT = 8000
PATIENCE = 5  # seconds


def web_answers(path: str) -> bool:
    """Asked by the name the portal has outside: Django refuses any other."""
    name = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().removeprefix(".")
    connection = HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def worker_answers() -> bool:
    """The worker of this very container takes orders from the broker; what others answer does not count."""
    from auslaenderbehoerde.celery import app

    return bool(app.control.ping(destination=[f"celery@{socket.gethostname()}"], timeout=PATIENCE))


def beat_works() -> bool:
    """Beat started something lately, as the database says. There is only one, so it is the one of this container."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auslaenderbehoerde.settings")
    django.setup()
    from django.utils import timezone

    from auslaenderbehoerde.portal import operations

    return "beat" not in operations.state(timezone.now()).degraded


def works(what: str) -> bool:
    """`what` is an address of the web process, `worker` or `beat`."""
    others = {"worker": worker_answers, "beat": beat_works}
    return others[what]() if what in others else web_answers(what)


if __name__ == "__main__":
    sys.exit(0 if works(sys.argv[1]) else 1)
