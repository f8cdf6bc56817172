"""What appointments do when the authority changes."""

from django.utils import timezone

from appointments import slots
from appointments.models import Queue
from auslaenderbehoerde.authority.events import ClosingDaysChanged
from auslaenderbehoerde.events import subscribe


@subscribe(ClosingDaysChanged)
def follow_closing_days(fact: ClosingDaysChanged) -> None:
    """A day that closes offers nothing from this moment on; one that opens again follows the plan."""
    queues = Queue.objects.select_related("office")
    for queue in queues.filter(office=fact.office) if fact.office else queues:
        slots.open_ahead(queue=queue, today=timezone.localdate())
