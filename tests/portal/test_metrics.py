from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from prometheus_client.parser import text_string_to_metric_families

from appointments.models import Channel, Hold, UrgentRequest
from auslaenderbehoerde.portal import heartbeats, metrics
from auslaenderbehoerde.portal.heartbeats import Signs
from auslaenderbehoerde.portal.version import version
from notifications.models import OutboxMessage
from tests.factories.appointments import ConcernFactory, SlotFactory
from tests.factories.authority import OfficeFactory

NOW = datetime(2027, 3, 15, 6, tzinfo=UTC)
SWEEP = "notifications.tasks.sweep_outbox"


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    done = {SWEEP: NOW - timedelta(seconds=50)}
    monkeypatch.setattr(heartbeats, "signs", lambda tasks: Signs(redis=True, worker=True, done=done))


@pytest.fixture
def read(rf, db):
    """The page as Prometheus understands it: every number under its name and labels."""

    def ask(address: str = "127.0.0.1") -> dict[tuple[str, ...], float]:
        response = metrics.metrics(rf.get("/metrics", REMOTE_ADDR=address))
        assert response["Content-Type"].startswith("text/plain; version=0.0.4")
        families = text_string_to_metric_families(response.content.decode())
        return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}

    return ask


def test_an_empty_portal(read):
    PeriodicTask.objects.update(last_run_at=None, date_changed=NOW)

    assert read() == {
        ("portal_build_info", version()): 1,
        ("portal_degraded", "redis"): 0,
        ("portal_degraded", "worker"): 0,
        ("portal_degraded", "beat"): 0,
        ("portal_degraded", "jobs"): 0,
        ("portal_degraded", "outbox"): 0,
        ("portal_degraded", "scanner"): 0,
        ("portal_job_succeeded_timestamp_seconds", SWEEP): NOW.timestamp() - 50,
        ("portal_outbox_waiting",): 0,
        ("portal_outbox_failed",): 0,
        ("portal_outbox_oldest_seconds",): 0,
        ("portal_holds",): 0,
        ("portal_urgent_requests",): 0,
    }


def test_the_last_start_of_each_job_is_there(read):
    PeriodicTask.objects.filter(task=SWEEP).update(last_run_at=NOW - timedelta(minutes=1))

    assert read()["portal_job_started_timestamp_seconds", SWEEP] == NOW.timestamp() - 60


def test_the_outbox_is_counted(read):
    for key, age in (("1", 600), ("2", 60)):
        born = NOW - timedelta(seconds=age)
        OutboxMessage.objects.create(
            template="ticket", language="de", idempotency_key=key, created_at=born, next_attempt_at=born
        )
    OutboxMessage.objects.create(
        template="ticket", language="de", idempotency_key="3", state="failed", last_error="550", next_attempt_at=None
    )

    numbers = read()

    assert numbers["portal_outbox_waiting",] == 2
    assert numbers["portal_outbox_failed",] == 1
    assert numbers["portal_outbox_oldest_seconds",] == 600
    assert numbers["portal_degraded", "outbox"] == 1


def test_holds_urgent_requests_and_free_places_are_counted(read):
    concern = ConcernFactory()
    for expires in (NOW + timedelta(minutes=1), NOW - timedelta(minutes=1)):
        Hold.objects.create(attempt=uuid4(), concern=concern, channel=Channel.DOOR, starts_at=NOW, expires_at=expires)
    UrgentRequest.objects.create(attempt=uuid4(), office=OfficeFactory(), reason="job")
    SlotFactory(queue=concern.queue, capacity=5, booked=2)
    SlotFactory(queue=concern.queue, capacity=3, channel=Channel.DOOR)
    SlotFactory(queue=concern.queue, starts_at=NOW - timedelta(hours=1))

    numbers = read()

    assert numbers["portal_holds",] == 1
    assert numbers["portal_urgent_requests",] == 1
    assert (numbers["portal_places_free", "everyone"], numbers["portal_places_free", "door"]) == (3, 3)


@pytest.mark.parametrize("address", ["203.0.113.9", "10.20.1.1", "2001:db8::1", ""])
def test_a_stranger_finds_no_such_page(read, settings, address):
    settings.METRICS_NETWORKS = ["127.0.0.0/8", "10.20.0.0/24", "::1/128"]

    with pytest.raises(Http404):
        read(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.20.0.7", "::1"])
def test_a_named_network_may_read(read, settings, address):
    settings.METRICS_NETWORKS = ["127.0.0.0/8", "10.20.0.0/24", "::1/128"]

    assert ("portal_outbox_waiting",) in read(address)
