from datetime import timedelta

from django.utils import timezone

from notifications import tasks
from notifications.models import OutboxMessage


def test_kicked_worker_sends_the_message(enqueue, received):
    row = enqueue()

    tasks.deliver_message(str(row.pk))
    tasks.deliver_message(str(row.pk))

    assert (OutboxMessage.objects.get().state, len(received())) == ("sent", 1)


def test_sweep_sends_what_is_due_and_leaves_the_rest(enqueue, received):
    enqueue(key="a")
    enqueue(key="b", next_attempt_at=timezone.now() + timedelta(hours=1))

    assert (tasks.sweep_outbox(), len(received())) == (1, 1)


def test_night_deletes_old_rows(enqueue):
    enqueue(state="obsolete", next_attempt_at=None, created_at=timezone.now() - timedelta(days=91))

    assert (tasks.erase_sent(), OutboxMessage.objects.count()) == (1, 0)
