"""What happens by itself, and when. Beat reads it from the database, where an operator may change it."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from django.apps import apps as all_apps
from django.apps.registry import Apps


@dataclass(frozen=True)
class EveryMinute:
    """A task for each minute. One that found no worker for a minute is dropped: the next one does its work."""

    task: str
    name: str


@dataclass(frozen=True)
class Nightly:
    """A task for each night, in Berlin. Never from 2 to 3 o'clock: that hour is missing or doubled twice a year."""

    task: str
    name: str
    at: time


SCHEDULE: list[EveryMinute | Nightly] = [
    EveryMinute("notifications.tasks.sweep_outbox", "Nachrichten: wartende verschicken"),
    EveryMinute("eakte.tasks.scan_waiting", "Schriftstücke: auf Schadsoftware prüfen"),
    EveryMinute("eakte.tasks.go_on_with_imports", "Übernahme: wartende fortsetzen"),
    EveryMinute("eakte.tasks.take_scans", "Posteingang: Scan-Ordner leeren"),
    EveryMinute("appointments.tasks.release_places", "Termine: abgelaufene Plätze freigeben"),
    Nightly("eakte.tasks.replace_titles", "Akten: vorab erfasste Titel beginnen", time(1, 5)),
    Nightly("eakte.tasks.make_tasks_of_deadlines", "Akten: aus abgelaufenen Fristen Aufgaben machen", time(1, 10)),
    Nightly("eakte.tasks.keep_protocol", "Zugriffsprotokoll: Monate anlegen und löschen", time(1, 15)),
    Nightly("eakte.tasks.delete_card_answers", "Karten: Auskünfte 30 Tage nach der Ausgabe löschen", time(1, 20)),
    Nightly("eakte.tasks.remind_of_cards", "Karten: an nicht abgeholte erinnern", time(7, 0)),
    Nightly("eakte.tasks.announce_cards", "Karten: angekommene ankündigen", time(7, 5)),
    Nightly("appointments.tasks.open_places", "Termine: Plätze nach dem Wochenplan öffnen", time(3, 10)),
    Nightly("appointments.tasks.close_past", "Termine: vergangene schließen", time(3, 15)),
    Nightly("appointments.tasks.erase_expired", "Termine: Angaben zur Person löschen", time(3, 20)),
    Nightly("notifications.tasks.erase_sent", "Nachrichten: alte Einträge löschen", time(3, 30)),
    Nightly("auslaenderbehoerde.accounts.tasks.forget_sessions", "Konten: beendete Sitzungen löschen", time(3, 50)),
    Nightly("auslaenderbehoerde.authority.tasks.forget_feedback", "Rückmeldungen: alte löschen", time(3, 40)),
]


def write_missing(*, apps: Apps = all_apps, **_signal: Any) -> None:
    """Add the entries whose task is not scheduled yet; what an operator changed or switched off stays."""
    try:
        entries = apps.get_model("django_celery_beat", "PeriodicTask").objects
    except LookupError:  # a partial migration: the tables of beat do not exist yet
        return
    known = set(entries.values_list("task", flat=True))
    for entry in SCHEDULE:
        if entry.task not in known:
            entries.create(task=entry.task, name=entry.name, **_timing(entry, apps))


def _timing(entry: EveryMinute | Nightly, apps: Apps) -> dict[str, Any]:
    """The columns of beat for one entry."""
    if isinstance(entry, EveryMinute):
        minutes = apps.get_model("django_celery_beat", "IntervalSchedule").objects
        return {"interval": minutes.get_or_create(every=1, period="minutes")[0], "expire_seconds": 60}
    nights = apps.get_model("django_celery_beat", "CrontabSchedule").objects
    when = {"minute": str(entry.at.minute), "hour": str(entry.at.hour), "timezone": "Europe/Berlin"}
    always = {"day_of_week": "*", "day_of_month": "*", "month_of_year": "*"}
    return {"crontab": nights.get_or_create(**when, **always)[0]}
