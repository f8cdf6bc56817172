"""The outbox: a row with the deed, a message after it.

`enqueue` writes the row in the transaction of the deed and kicks a worker after the commit. If the kick
is lost, the sweep finds the row within a minute. A process that is killed while it delivers loses its
lock and its mark, so the message goes out again, under the same Message-ID.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from notifications import mail, retries
from notifications.models import OutboxMessage
from notifications.querysets import OutboxQuerySet

State = OutboxMessage.State
SWEEP_LIMIT = 50
logger = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of one attempt."""

    NOTHING_TO_DO = "nothing to do"
    DONE = "done"
    FAILED = "failed"
    OUTAGE = "outage"


def enqueue(
    *, template: str, identifiers: Mapping[str, str], language: str, key: str, not_before: datetime | None = None
) -> None:
    """Let a message follow this transaction. The same key again changes nothing.

    With `not_before` the sweep sends it then: what may still be taken back is told to nobody.
    """
    message = OutboxMessage(
        template=template, identifiers=dict(identifiers), language=language, idempotency_key=f"{template}:{key}"
    )
    message.next_attempt_at = not_before or message.next_attempt_at
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    if not_before is None:
        _kick_after_commit(message.pk)


def _kick_after_commit(identifier: UUID) -> None:
    """Robust: a kick that fails is logged and must not fail a deed that is already done."""
    transaction.on_commit(lambda: kick(identifier), robust=True)


def kick(identifier: UUID) -> None:
    """Ask a worker to deliver now. One attempt: without Redis the sweep delivers."""
    from notifications.tasks import deliver_message  # the task calls this module

    deliver_message.apply_async([str(identifier)], retry=False)


def deliver(identifier: UUID, *, now: datetime) -> Outcome:
    """Send one message, unless it is closed or another process is at it."""
    return _deliver_first(OutboxMessage.objects.waiting().filter(pk=identifier), now)


def sweep(*, now: datetime) -> int:
    """Send what is due, at most one batch; how many attempts were made.

    It stops when the mail server is out of reach, so that an outage does not use up everyone's attempts.
    """
    for made in range(SWEEP_LIMIT):
        outcome = _deliver_first(OutboxMessage.objects.due(now), now)
        if outcome is Outcome.NOTHING_TO_DO:
            return made
        if outcome is Outcome.OUTAGE:
            return made + 1
    return SWEEP_LIMIT


@transaction.atomic
def _deliver_first(rows: QuerySet[OutboxMessage], now: datetime) -> Outcome:
    """Lock, send and mark in one transaction: whoever holds the lock is the only one sending."""
    message = rows.select_for_update(skip_locked=True).first()
    if message is None:
        return Outcome.NOTHING_TO_DO
    message.attempts += 1
    outcome = _attempt(message, now)
    message.save(update_fields=["state", "attempts", "next_attempt_at", "sent_at", "last_error"])
    return outcome


def _attempt(message: OutboxMessage, now: datetime) -> Outcome:
    try:
        with transaction.atomic():  # an error of the database must not cost the lock on the row
            sent = mail.send(message)
    except Exception as error:  # whatever it was, it is written down, and nobody else's message waits for it
        return _note_failure(message, error, now)
    message.state, message.next_attempt_at, message.last_error = State.SENT if sent else State.OBSOLETE, None, ""
    message.sent_at = now if sent else None
    return Outcome.DONE


def _note_failure(message: OutboxMessage, error: Exception, now: datetime) -> Outcome:
    """Write down what went wrong, without its text: that may carry an address."""
    message.last_error = retries.short_code(error)
    message.next_attempt_at = retries.next_attempt(attempts=message.attempts, error=error, now=now)
    message.state = State.WAITING if message.next_attempt_at else State.FAILED
    logger.warning("outbox %s %s: attempt %d: %s", message.pk, message.state, message.attempts, message.last_error)
    return Outcome.OUTAGE if retries.is_outage(error) else Outcome.FAILED


@transaction.atomic
def send_again(messages: OutboxQuerySet, *, now: datetime) -> int:
    """Give failed messages a fresh set of attempts, starting now; how many there were."""
    identifiers = list(messages.failed().select_for_update().values_list("pk", flat=True))
    OutboxMessage.objects.filter(pk__in=identifiers).update(state=State.WAITING, attempts=0, next_attempt_at=now)
    for identifier in identifiers:
        _kick_after_commit(identifier)
    return len(identifiers)


def erase_over(*, now: datetime) -> int:
    """Delete closed rows older than 90 days; how many."""
    return OutboxMessage.objects.over(now).delete()[0]
