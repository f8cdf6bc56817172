"""Celery envelopes of the record; each is safe to run twice."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from auslaenderbehoerde.clock import local_day
from eakte import card_status, protocol, scan_folder, scanning
from eakte.imports import waiting
from eakte.services import cards, overdue, titles, uncollected


@shared_task
def make_tasks_of_deadlines() -> int:
    """Nightly: deadlines that are over, and three months without a decision, become tasks."""
    return overdue.make_tasks(now=timezone.now())


@shared_task
def replace_titles() -> int:
    """Nightly: titles recorded ahead that begin today replace the old ones."""
    return titles.replace_begun(today=local_day(timezone.now()))


@shared_task(time_limit=3600)
def run_import(identifier: str) -> None:
    """Right after an upload or its confirmation: preview or take over."""
    waiting.work(UUID(identifier), now=timezone.now())


@shared_task(time_limit=3600)
def go_on_with_imports() -> int:
    """Every minute: imports whose kick was lost or whose worker died."""
    return waiting.sweep(now=timezone.now())


@shared_task
def keep_protocol() -> list[str]:
    """Nightly: months of the protocol are made ahead, and dropped when their time is over."""
    today = local_day(timezone.now())
    return protocol.make_months(today=today) + protocol.drop_months(today=today)


@shared_task
def delete_card_answers() -> int:
    """Nightly: the public answer to a card is deleted 30 days after it has left."""
    return card_status.delete_over(today=local_day(timezone.now()))


@shared_task
def remind_of_cards() -> int:
    """Every morning: cards nobody has come for in four and in twelve weeks."""
    return uncollected.remind(now=timezone.now())


@shared_task
def announce_cards() -> int:
    """Every morning: cards that arrived the day before and that nobody has announced by hand."""
    return cards.announce_due(now=timezone.now())


@shared_task
def take_scans() -> int:
    """Every minute: take in what lies in the scan folder."""
    return scan_folder.sweep(now=timezone.now())


@shared_task
def scan_version(identifier: str) -> None:
    """Right after a file came: look into it."""
    scanning.scan(UUID(identifier), now=timezone.now())


@shared_task
def scan_waiting() -> int:
    """Every minute: look into what waits, whatever became of the kick."""
    return scanning.sweep(now=timezone.now())
