"""The script behind the health checks of the containers."""

import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from auslaenderbehoerde import celery
from deploy import health


@pytest.fixture
def web(monkeypatch):
    """A web server that answers as told; gives what it was asked."""
    asked: list[tuple[str, str]] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Host"]))
            self.send_response(200 if self.path == "/readyz" else 503)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Nothing: the test looks at `asked`."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        monkeypatch.setattr(health, "PORT", server.server_port)
        yield asked
        server.shutdown()


def test_the_web_is_asked_by_its_public_name(web, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "termine.example.org, web")

    assert (health.works("/readyz"), health.works("/livez")) == (True, False)
    assert web == [("/readyz", "termine.example.org"), ("/livez", "termine.example.org")]


def test_a_web_that_does_not_answer_is_not_healthy(web, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", ".example.org")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setattr(health, "PORT", nobody.getsockname()[1])
        assert health.works("/readyz") is False


def test_a_worker_that_does_not_answer_is_not_healthy(monkeypatch):
    monkeypatch.setattr(health, "PATIENCE", 0.1)
    assert health.works("worker") is False


def test_a_worker_is_asked_for_itself_alone(monkeypatch):
    asked = []
    monkeypatch.setattr(celery.app.control, "ping", lambda **question: asked.append(question) or [{"ok": "pong"}])

    assert health.works("worker") is True
    assert asked == [{"destination": [f"celery@{socket.gethostname()}"], "timeout": health.PATIENCE}]


def test_beat_is_healthy_while_it_starts_what_is_due(db):
    seen = []
    for ago in (timedelta(minutes=2), timedelta(hours=1)):
        moment = timezone.now() - ago
        PeriodicTask.objects.update(last_run_at=moment, date_changed=moment)
        seen.append(health.works("beat"))
    assert seen == [True, False]
