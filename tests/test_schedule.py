from datetime import time

from celery import current_app
from django.apps import apps
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from auslaenderbehoerde import schedule
from auslaenderbehoerde.schedule import EveryMinute, Nightly


def timing(task):
    if task.interval:
        return f"{task.interval.every} {task.interval.period}"
    return f"{task.crontab.hour}:{task.crontab.minute} {task.crontab.timezone}"


def entries():
    tasks = PeriodicTask.objects.exclude(task__startswith="celery.").select_related("interval", "crontab")
    return {task.task: timing(task) for task in tasks}


def test_migrating_writes_the_schedule(db):
    assert entries() == {
        "notifications.tasks.sweep_outbox": "1 minutes",
        "appointments.tasks.release_places": "1 minutes",
        "eakte.tasks.scan_waiting": "1 minutes",
        "eakte.tasks.go_on_with_imports": "1 minutes",
        "eakte.tasks.take_scans": "1 minutes",
        "eakte.tasks.replace_titles": "1:5 Europe/Berlin",
        "eakte.tasks.make_tasks_of_deadlines": "1:10 Europe/Berlin",
        "eakte.tasks.keep_protocol": "1:15 Europe/Berlin",
        "eakte.tasks.delete_card_answers": "1:20 Europe/Berlin",
        "eakte.tasks.remind_of_cards": "7:0 Europe/Berlin",
        "eakte.tasks.announce_cards": "7:5 Europe/Berlin",
        "appointments.tasks.open_places": "3:10 Europe/Berlin",
        "appointments.tasks.close_past": "3:15 Europe/Berlin",
        "appointments.tasks.erase_expired": "3:20 Europe/Berlin",
        "notifications.tasks.erase_sent": "3:30 Europe/Berlin",
        "auslaenderbehoerde.accounts.tasks.forget_sessions": "3:50 Europe/Berlin",
        "auslaenderbehoerde.authority.tasks.forget_feedback": "3:40 Europe/Berlin",
    }


def test_what_an_operator_changed_stays(db):
    slower = IntervalSchedule.objects.create(every=5, period="minutes")
    PeriodicTask.objects.filter(task="notifications.tasks.sweep_outbox").update(
        name="Post", interval=slower, enabled=False
    )
    PeriodicTask.objects.filter(task="appointments.tasks.release_places").delete()

    schedule.write_missing()
    schedule.write_missing(apps=apps, sender=None)

    sweep = PeriodicTask.objects.get(task="notifications.tasks.sweep_outbox")
    assert (sweep.name, sweep.interval, sweep.enabled) == ("Post", slower, False)
    assert len(entries()) == len(schedule.SCHEDULE)
    assert CrontabSchedule.objects.filter(hour="3").count() == 6


def test_nothing_is_scheduled_in_the_hour_of_the_clock_change():
    nights = [entry for entry in schedule.SCHEDULE if isinstance(entry, Nightly)]

    assert [entry.task for entry in nights if time(2) <= entry.at < time(3)] == []


def test_a_minute_without_worker_is_not_made_up_for(db):
    minutes = [entry.task for entry in schedule.SCHEDULE if isinstance(entry, EveryMinute)]

    assert set(PeriodicTask.objects.filter(task__in=minutes).values_list("expire_seconds", flat=True)) == {60}


def test_every_task_is_scheduled_but_the_ones_a_deed_starts():
    current_app.loader.import_default_modules()
    ours = {name for name in current_app.tasks if not name.startswith("celery.")}

    deeds = {"notifications.tasks.deliver_message", "eakte.tasks.scan_version", "eakte.tasks.run_import"}
    assert ours - deeds == {entry.task for entry in schedule.SCHEDULE}
