"""The desk's next person: one at a time at each counter, also with two tabs and a double press."""

from datetime import datetime

from django.db import transaction

from appointments import desk
from appointments.models import Attendance, Counter
from auslaenderbehoerde.clock import local_day


@transaction.atomic
def next_person(*, counter: Counter, now: datetime) -> Attendance:
    """Call whoever is next for the counter's queues (NobodyWaits).

    While somebody stands called at the counter a second press gives the same person: what became of the
    first must be said before another one walks up.
    """
    locked = Counter.objects.select_for_update(of=("self",)).get(pk=counter.pk)
    if standing := at_counter(locked, now=now).first():
        return standing
    return desk.call_next(counter=locked, queues=locked.queues.values_list("pk", flat=True), now=now)


def at_counter(counter: Counter, *, now: datetime):
    """Who is called to this counter today, the latest call first."""
    called = Attendance.objects.filter(counter=counter, day=local_day(now), status=Attendance.Status.CALLED)
    return called.for_board().select_related("concern__service", "urgent_request").order_by("-called_at", "id")
