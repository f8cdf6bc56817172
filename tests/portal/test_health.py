import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django_celery_beat.models import PeriodicTask

from auslaenderbehoerde import celery
from auslaenderbehoerde.portal import health, heartbeats, operations
from auslaenderbehoerde.portal.heartbeats import Signs
from eakte.models import DocumentVersion
from notifications import tasks as sending
from notifications.models import OutboxMessage
from tests.factories import papers
from tests.factories.eakte import CaseFileFactory

NOW = datetime(2027, 3, 15, 6, tzinfo=UTC)
SWEEP = "notifications.tasks.sweep_outbox"
ERASE = "appointments.tasks.erase_expired"


@pytest.fixture(autouse=True)
def place(settings, tmp_path) -> Path:
    """A folder for files of this test, and a process that has not looked at the migrations yet."""
    health.migrated.cache_clear()
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path


@pytest.fixture
def signs(monkeypatch):
    """What Redis knows, told by the test."""

    def tell(told: Signs) -> None:
        monkeypatch.setattr(heartbeats, "signs", lambda tasks: told)

    tell(Signs(redis=True, worker=True))
    return tell


@pytest.fixture
def running(db, signs):
    """A portal in which beat started everything when it should."""
    PeriodicTask.objects.update(date_changed=NOW - timedelta(days=3))
    PeriodicTask.objects.exclude(interval=None).update(last_run_at=NOW - timedelta(minutes=1))
    PeriodicTask.objects.exclude(crontab=None).update(last_run_at=NOW - timedelta(hours=3))
    return signs


@pytest.fixture
def get(rf):
    """The answer of the health page."""

    def ask() -> tuple[int, dict]:
        response = health.readyz(rf.get("/readyz"))
        return response.status_code, json.loads(response.content)

    return ask


def degraded() -> list[str]:
    return list(operations.state(NOW).degraded)


def test_alive_asks_nobody(rf, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = health.livez(rf.get("/livez"))

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_a_process_with_database_and_storage_is_ready(db, get, signs):
    assert get() == (200, {"ready": True, "degraded": []})


def test_without_the_database_it_is_not_ready(get, monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    monkeypatch.setattr(health.connection, "cursor", refuse)

    assert get() == (503, {"ready": False, "missing": "database"})


def test_with_a_migration_missing_it_is_not_ready(db, get, signs, django_db_blocker):
    with health.connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'notifications'")

    assert get() == (503, {"ready": False, "missing": "migrations"})


def test_once_migrated_it_does_not_look_again(db, get, signs, django_assert_num_queries):
    get()
    with django_assert_num_queries(3):  # the connection, the schedule, the outbox
        get()


def test_without_a_place_for_files_it_is_not_ready(db, get, signs, settings, place):
    (place / "occupied").write_text("a file, not a folder")
    settings.MEDIA_ROOT = place / "occupied"

    assert get() == (503, {"ready": False, "missing": "storage"})


def test_asking_leaves_nothing_among_the_files(db, get, signs, settings):
    get()

    assert list(settings.MEDIA_ROOT.iterdir()) == []


def test_everything_works(running):
    assert degraded() == []


def test_without_redis_only_redis_is_named(running, get):
    running(Signs(redis=False))

    assert degraded() == ["redis"]
    assert get()[0] == 200


def test_a_redis_that_refuses_does_not_stop_the_page(db, get, settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}"

    assert get() == (200, {"ready": True, "degraded": ["redis"]})


def test_a_redis_that_never_answers_does_not_stop_the_page(db, get, settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}"

        assert get() == (200, {"ready": True, "degraded": ["redis"]})


def test_a_silent_worker_is_named(running):
    running(Signs(redis=True, worker=False))

    assert degraded() == ["worker"]


def test_beat_is_named_when_nothing_starts_every_minute(running):
    PeriodicTask.objects.exclude(interval=None).update(last_run_at=NOW - timedelta(minutes=17))

    assert degraded() == ["beat", "jobs"]


def test_beat_lives_when_a_job_of_every_minute_has_ended_well_since(running):
    PeriodicTask.objects.exclude(interval=None).update(last_run_at=NOW - timedelta(hours=9))
    running(Signs(redis=True, worker=True, done={SWEEP: NOW - timedelta(minutes=1)}))

    assert degraded() == ["jobs"]


@pytest.mark.parametrize(("minutes", "alarms"), [(14, []), (16, ["beat"])])
def test_a_new_schedule_is_given_a_quarter_of_an_hour(running, minutes, alarms):
    PeriodicTask.objects.update(last_run_at=None, date_changed=NOW - timedelta(minutes=minutes))

    assert degraded() == alarms


def test_a_schedule_switched_off_raises_no_alarm(running):
    PeriodicTask.objects.update(enabled=False)

    assert degraded() == []


def test_a_job_that_starts_every_night_and_always_fails_is_late(running):
    running(Signs(redis=True, worker=True, done={ERASE: NOW - timedelta(days=2)}))

    assert degraded() == ["jobs"]


def test_a_job_that_ended_well_last_night_is_not_late(running):
    running(Signs(redis=True, worker=True, done={ERASE: NOW - timedelta(hours=3)}))

    assert degraded() == []


def test_a_message_that_waits_for_long_is_named(running):
    due = NOW - timedelta(minutes=6)
    OutboxMessage.objects.create(template="ticket", language="de", idempotency_key="1", next_attempt_at=due)

    assert degraded() == ["outbox"]


@pytest.mark.parametrize(
    ("clamd", "minutes", "alarms"), [("127.0.0.1:1", 11, ["scanner"]), ("127.0.0.1:1", 9, []), ("", 11, [])]
)
def test_files_that_wait_for_the_scanner_too_long_are_an_alarm(running, settings, clamd, minutes, alarms):
    settings.CLAMD = clamd
    version = papers.document(CaseFileFactory()).versions.get()
    DocumentVersion.objects.filter(pk=version.pk).update(scan="waiting", created_at=NOW - timedelta(minutes=minutes))

    assert degraded() == alarms


def test_every_alarm_has_a_sentence_for_the_staff(running):
    running(Signs(redis=False))

    assert operations.state(NOW).degraded == {"redis": "Redis antwortet nicht. Nachrichten gehen später hinaus."}


def test_a_worker_leaves_signs_in_redis(db):
    celery.worker_lives()
    celery.task_succeeded(sender=sending.sweep_outbox)

    signs = heartbeats.signs([SWEEP, "nobody.runs.this"])

    assert (signs.redis, signs.worker, list(signs.done)) == (True, True, [SWEEP])
