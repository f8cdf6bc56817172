import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from auslaenderbehoerde import checks
from auslaenderbehoerde.celery import app, stop_unsafe_start
from tests.notifications.conftest import database_url

SECRET = "k7Hq-2fW9_sZx4Lr0Tb8Nv5Jc1Yd6Gm3Pe-aUo4Ri2Xt9Qw8ZlB0"
LINKS = "Vd3-nS8xK1_pR6tJ0yF5hG9wC2zM7qL4bE-oA1uI3rT8sX5vN0jYk"
FILES = "Qe5-bH2mW7_cD9kU3vZ6xA1pN8sG4tJ0-rL5yF2oB7iE9wC3qT6hM"
PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": SECRET,
    "LINK_KEY": LINKS,
    "FILE_KEY": FILES,
    "ALLOWED_HOSTS": "termine.example.org",
    "PUBLIC_URL": "https://termine.example.org",
    "TRUSTED_PROXIES": "10.20.0.0/24",
    "DATABASE_URL": "postgresql://portal:geheim@postgres/portal",
    "REDIS_URL": "redis://valkey:6379",
    "EMAIL_URL": "smtp+tls://portal:geheim@mail.example.org:587",
    "EMAIL_FROM": "termine@example.org",
}


@pytest.fixture
def safe(monkeypatch):
    """The settings of a production that may start."""
    values = SimpleNamespace(
        MODE="production",
        DEBUG=False,
        REQUIRE_MFA=True,
        LIMITS=True,
        MIDDLEWARE=["auslaenderbehoerde.accounts.middleware.SecondFactor"],
        SECRET_KEY=SECRET,
        LINK_KEY=LINKS,
        FILE_KEY=FILES,
        ALLOWED_HOSTS=["termine.example.org"],
        TRUSTED_PROXIES=["10.20.0.0/24", "fd00::/64"],
        METRICS_NETWORKS=["127.0.0.0/8"],
        PUBLIC_URL="https://termine.example.org",
        DEFAULT_FROM_EMAIL="termine@example.org",
        DATABASES={"default": {"NAME": "portal"}},
        REDIS_URL="redis://valkey",
        EMAIL_URL="smtp://mail.example.org",
    )
    monkeypatch.setattr(checks, "settings", values)
    return values


def found() -> list[str]:
    return [error.id.removeprefix("auslaenderbehoerde.") for error in checks.safe_for_production()]


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process that knows nothing but the given variables."""
    known = {"PATH": os.environ["PATH"]}
    command = (sys.executable, *command)
    return subprocess.run(command, env=known | environment, capture_output=True, text=True, timeout=120)


def test_a_complete_production_may_start(safe):
    assert found() == []
    checks.refuse_unsafe_start()


@pytest.mark.parametrize(
    ("name", "value", "numbers"),
    [
        ("SECRET_KEY", "", ["E001"]),
        ("SECRET_KEY", SECRET[:49], ["E001"]),
        ("SECRET_KEY", "abc" * 20, ["E001"]),
        ("SECRET_KEY", "local-only", ["E001"]),
        ("SECRET_KEY", f"django-insecure-{SECRET}", ["E001"]),
        ("LINK_KEY", "", ["E002"]),
        ("LINK_KEY", "local-only-links", ["E002"]),
        ("LINK_KEY", SECRET, ["E003"]),
        ("FILE_KEY", "", ["E016"]),
        ("FILE_KEY", SECRET, ["E003"]),
        ("ALLOWED_HOSTS", [], ["E004"]),
        ("ALLOWED_HOSTS", ["termine.example.org", "*"], ["E004"]),
        ("PUBLIC_URL", "http://termine.example.org", ["E005"]),
        ("DEFAULT_FROM_EMAIL", "portal@localhost", ["E006"]),
        ("TRUSTED_PROXIES", [], ["E007"]),
        ("TRUSTED_PROXIES", ["10.20.0.0/24", "front"], ["E007"]),
        ("TRUSTED_PROXIES", ["0.0.0.0/0"], ["E008"]),
        ("TRUSTED_PROXIES", ["::/0"], ["E008"]),
        ("METRICS_NETWORKS", ["127.0.0.0/33"], ["E009"]),
        ("DEBUG", True, ["E010"]),
        ("REQUIRE_MFA", False, ["E011"]),
        ("MIDDLEWARE", [], ["E011"]),
        ("LIMITS", False, ["E012"]),
        ("DATABASES", {"default": {"NAME": ""}}, ["E013"]),
        ("REDIS_URL", "", ["E014"]),
        ("EMAIL_URL", "", ["E015"]),
    ],
)
def test_each_gap_is_named(safe, name, value, numbers):
    setattr(safe, name, value)

    assert found() == numbers


def test_a_refusal_says_everything_at_once(safe):
    safe.REDIS_URL, safe.DEBUG = "", True

    with pytest.raises(ImproperlyConfigured) as refusal:
        checks.refuse_unsafe_start()

    assert str(refusal.value) == (
        "Das Portal startet so nicht im Betrieb:\n"
        "- DEBUG ist an: Fehlerseiten würden Quelltext und Daten zeigen. (auslaenderbehoerde.E010)\n"
        "- REDIS_URL fehlt: Das Portal braucht einen Redis- oder Valkey-Server. (auslaenderbehoerde.E014)"
    )


@pytest.mark.parametrize("mode", ["local", "test"])
def test_other_modes_need_nothing(safe, mode):
    safe.MODE, safe.DEBUG, safe.SECRET_KEY = mode, True, ""

    assert found() == []


def test_worker_and_beat_leave_instead_of_starting(safe):
    safe.LINK_KEY = ""

    with pytest.raises(SystemExit, match=r"LINK_KEY fehlt .*\(auslaenderbehoerde\.E002\)"):
        stop_unsafe_start(sender=app)


def test_the_deployment_check_is_clean():
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (checked.returncode, checked.stdout, checked.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
        "",
    )


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "granian", "--interface", "wsgi", "--port", "0", "auslaenderbehoerde.wsgi:application"),
        ("-m", "celery", "-A", "auslaenderbehoerde", "worker", "--pool", "solo"),
        ("-m", "celery", "-A", "auslaenderbehoerde", "beat"),
        ("manage.py", "migrate"),
    ],
    ids=["web", "worker", "beat", "migrate"],
)
def test_an_unsafe_production_does_not_start(db, command):
    stopped = run(*command, **PRODUCTION | {"SECRET_KEY": "kurz", "DATABASE_URL": database_url()})

    assert stopped.returncode != 0
    assert "SECRET_KEY fehlt oder ist zu leicht" in stopped.stdout + stopped.stderr
