"""Whether everything behind the web process does its work: for health page, metrics and the staff's start page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from celery.schedules import crontab
from django_celery_beat.models import PeriodicTask

from auslaenderbehoerde.portal import heartbeats
from auslaenderbehoerde.portal.heartbeats import Signs
from eakte import scanning
from notifications.models import OutboxMessage

# Beat writes down what it started every three minutes only, so less would be a false alarm.
GRACE = timedelta(minutes=15)


@dataclass(frozen=True)
class Job:
    """One entry of the schedule: since when, when beat last started it, when it last ended well, when it is due."""

    task: str
    name: str
    every_minute: bool
    planned_at: datetime
    started_at: datetime | None
    succeeded_at: datetime | None
    due_at: datetime

    @property
    def last_sign(self) -> datetime:
        """The latest that is known of it. A start is written down late, an end at once; a new entry has neither."""
        return max(moment for moment in (self.planned_at, self.started_at, self.succeeded_at) if moment)

    def late(self, now: datetime) -> bool:
        """Whether it should have come to a good end again long ago."""
        return now - self.due_at > GRACE


@dataclass(frozen=True)
class State:
    """A picture of one moment."""

    now: datetime
    signs: Signs
    jobs: list[Job]
    outbox_late: int
    scans_late: int

    @property
    def degraded(self) -> dict[str, str]:
        """What does not work, by its short name, with a sentence for the staff. Nothing lost: it is made up for."""
        alarms = {
            "redis": (not self.signs.redis, "Redis antwortet nicht. Nachrichten gehen später hinaus."),
            "worker": (self.signs.redis and not self.signs.worker, "Es läuft kein Worker. Nachrichten warten."),
            "beat": (self._beat_stands_still, "Der Zeitplan steht still. Beat läuft nicht."),
            "jobs": (any(job.late(self.now) for job in self.jobs), "Eine regelmäßige Aufgabe ist überfällig."),
            "outbox": (self.outbox_late > 0, "Nachrichten warten seit mehr als fünf Minuten auf den Versand."),
            "scanner": (self.scans_late > 0, "Dateien warten auf die Prüfung. Der Virenscanner antwortet nicht."),
        }
        return {name: sentence for name, (true, sentence) in alarms.items() if true}

    @property
    def _beat_stands_still(self) -> bool:
        """Not one of the jobs of every minute gave a sign lately."""
        signs = [job.last_sign for job in self.jobs if job.every_minute]
        return bool(signs) and self.now - max(signs) > GRACE


def state(now: datetime) -> State:
    """Asks the database and Redis; with Redis gone it takes a moment longer and says so."""
    entries = list(PeriodicTask.objects.filter(enabled=True).select_related("interval", "crontab").order_by("task"))
    signs = heartbeats.signs(entry.task for entry in entries)
    jobs = [_job(entry, signs) for entry in entries if entry.interval or entry.crontab]
    late = OutboxMessage.objects.late(now).count()
    return State(now=now, signs=signs, jobs=jobs, outbox_late=late, scans_late=scanning.late(now))


def _job(entry: PeriodicTask, signs: Signs) -> Job:
    succeeded = signs.done.get(entry.task)
    return Job(
        task=entry.task,
        name=entry.name,
        every_minute=bool(entry.interval) and entry.schedule.run_every <= timedelta(minutes=1),
        planned_at=entry.date_changed,
        started_at=entry.last_run_at,
        succeeded_at=succeeded,
        due_at=_next(entry, succeeded or entry.last_run_at or entry.date_changed),
    )


def _next(entry: PeriodicTask, last: datetime) -> datetime:
    """When the schedule wants it again after `last`."""
    schedule = entry.schedule
    if isinstance(schedule, crontab):
        start, pause, _now = schedule.remaining_delta(last)
        return start + pause
    return last + schedule.run_every
