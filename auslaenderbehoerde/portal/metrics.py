"""Numbers for Prometheus, read from the database and Redis at the moment they are asked for.

No process of the web counts anything itself, so it does not matter which one answers.
"""

from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db.models import F, Min, Sum
from django.db.models.functions import Greatest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from appointments.models import Hold, Slot, UrgentRequest
from auslaenderbehoerde.portal import operations
from auslaenderbehoerde.portal.version import version
from notifications.models import OutboxMessage

ALARMS = ("redis", "worker", "beat", "jobs", "outbox", "scanner")


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For METRICS_NETWORKS only; everybody else finds no such page."""
    if not _may_read(request.META["REMOTE_ADDR"]):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Numbers(timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_read(address: str) -> bool:
    """An address that is none (a socket without a peer) is a stranger's."""
    try:
        return any(ip_address(address) in ip_network(net, strict=False) for net in settings.METRICS_NETWORKS)
    except ValueError:
        return False


class Numbers(Collector):
    """Everything worth an alarm or a curve, at one moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self) -> list[Metric]:
        """Nothing: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("portal_build", "Which version runs.", {"version": version()})
        yield from self._operations()
        yield from self._outbox()
        yield from self._appointments()

    def _operations(self) -> Iterator[Metric]:
        state = operations.state(self.now)
        degraded = GaugeMetricFamily("portal_degraded", "1 while this part does not work.", labels=["part"])
        for part in ALARMS:
            degraded.add_metric([part], part in state.degraded)
        started = GaugeMetricFamily("portal_job_started_timestamp_seconds", "Last start by beat.", labels=["task"])
        ended = GaugeMetricFamily("portal_job_succeeded_timestamp_seconds", "Last good end.", labels=["task"])
        for job in state.jobs:
            if job.started_at:
                started.add_metric([job.task], job.started_at.timestamp())
            if job.succeeded_at:
                ended.add_metric([job.task], job.succeeded_at.timestamp())
        yield from (degraded, started, ended)

    def _outbox(self) -> Iterator[Metric]:
        rows = OutboxMessage.objects
        oldest = rows.waiting().aggregate(at=Min("created_at"))["at"]
        yield gauge("portal_outbox_waiting", "Messages not sent yet.", rows.waiting().count())
        yield gauge("portal_outbox_failed", "Messages given up.", rows.failed().count())
        age = (self.now - oldest).total_seconds() if oldest else 0
        yield gauge("portal_outbox_oldest_seconds", "Age of the oldest message not sent yet.", age)

    def _appointments(self) -> Iterator[Metric]:
        held = Hold.objects.filter(expires_at__gt=self.now).count()
        yield gauge("portal_holds", "Places held while somebody fills in the form.", held)
        urgent = UrgentRequest.objects.filter(erased_at__isnull=True).count()
        yield gauge("portal_urgent_requests", "Urgent requests that are still kept.", urgent)
        free = GaugeMetricFamily("portal_places_free", "Places that can be booked now.", labels=["channel"])
        opened = Slot.objects.opened(self.now).order_by().values_list("channel")
        for channel, count in opened.annotate(free=Sum(Greatest(F("offered") - F("booked"), 0))).order_by("channel"):
            free.add_metric([channel], count)
        yield free


def gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=value)
