"""An office with queues and places, made with the portal's own services."""

from datetime import date, time, timedelta

from django.db import connection
from django.utils import timezone

from appointments import slots
from appointments.models import Concern, PlanLine, Queue, Slot
from auslaenderbehoerde.authority.models import Authority, Office
from auslaenderbehoerde.catalogue.models import Service


def office() -> Office:
    """One authority with one office, made once."""
    Authority.objects.get_or_create(
        pk=1,
        defaults={"name_de": "Ausländerbehörde", "short_name_de": "Ausländerbehörde", "state": "NW", "city": "Unna"},
    )
    found, _made = Office.objects.get_or_create(
        slug="bench",
        defaults={"name_de": "Standort", "state": "NW", "street": "Straße 1", "postcode": "59423", "city": "Unna"},
    )
    return found


def concern(slug: str, *, clerks: int, step: int = 10) -> Concern:
    """A concern with a queue of its own, open every weekday from 8 to 16 for twelve weeks."""
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[Queue.objects.count()]
    queue = Queue.objects.create(office=office(), slug=slug, name_de=slug, step_minutes=step, ticket_letter=letter)
    for weekday in range(5):
        PlanLine.objects.create(
            queue=queue, weekday=weekday, starts=time(8), ends=time(16), clerks=clerks, effective_from=date(2020, 1, 1)
        )
    slots.open_ahead(queue=queue, today=timezone.localdate())
    service, _made = Service.objects.get_or_create(
        slug="bench", defaults={"name_de": "Leistung", "summary_de": "Leistung", "description_de": "Leistung"}
    )
    return Concern.objects.create(
        slug=slug, name_de=slug, service=service, queue=queue, minutes=step, asks_residence=False
    )


def busy_day(concern: Concern) -> date:
    """A bookable day in about two weeks."""
    after = timezone.now() + timedelta(days=14)
    return timezone.localdate(
        Slot.objects.filter(queue=concern.queue, starts_at__gt=after).order_by("starts_at")[0].starts_at
    )


def bare_tables(rows: int, capacity: int) -> None:
    """What the bare views write to."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_counter (id int PRIMARY KEY, capacity int, booked int)")
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_booking (id serial PRIMARY KEY, slot int, name text)")
        cursor.execute("TRUNCATE bench_counter, bench_booking")
        cursor.execute("INSERT INTO bench_counter SELECT n, %s, 0 FROM generate_series(1, %s) n", [capacity, rows])
