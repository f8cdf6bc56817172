"""Month and day with five queues for twelve weeks, with an empty past and with a million appointments."""

import statistics
import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.urls import reverse

from appointments.models import Concern
from bench import data

ROUNDS, PAST = 30, 1_000_000
FILL = """
INSERT INTO appointments_appointment (id, link_version, office_id, concern_id, day, number, starts_at, ends_at,
    persons, channel, status, family_name, given_names, birth_date, writer_family_name, writer_given_names,
    email, needs, language, cancel_reason, booked_at, erased_at)
SELECT gen_random_uuid(), 1, %(office)s, %(concern)s, current_date - 100 - n / 400, 'Z ' || n %% 400,
    now() - interval '100 days' - n / 400 * interval '1 day', now() - interval '99 days' - n / 400 * interval '1 day',
    1, 'everyone', 'booked', '', '', '', '', '', '', '', '', '', now() - interval '150 days', now()
FROM generate_series(1, %(rows)s) n
"""
PAST_SLOTS = """
INSERT INTO appointments_slot (queue_id, starts_at, channel, opens_at, offered, capacity, booked)
SELECT %(queue)s, now() - interval '2 days' - n * interval '10 minutes', 'everyone', now() - interval '900 days',
    4, 4, 4
FROM generate_series(1, 250000) n
"""


def run() -> Iterator[dict]:
    """Median milliseconds of month and day, empty against full, and their size."""
    concerns = [data.concern(f"raster-{number}", clerks=4) for number in range(5)]
    day = data.busy_day(concerns[0])
    pages = {
        "month": reverse("appointments:month", args=[concerns[0].slug], query={"monat": f"{day:%Y-%m}"}),
        "day": reverse("appointments:day", args=[concerns[0].slug, day]),
    }
    empty = {name: _median(path) for name, path in pages.items()}
    _fill(concerns[0])
    for name, path in pages.items():
        full, size = _median(path)[0], empty[name][1]
        yield {
            "name": "slots", "page": name, "value": round(full, 1), "unit": "ms", "n": ROUNDS,
            "against": "the same page without past appointments", "ratio": round(full / empty[name][0], 2),
            "bytes": size, "past_appointments": PAST,
        }  # fmt: skip


def _median(path: str) -> tuple[float, int]:
    client, seconds, size = Client(headers={"host": "127.0.0.1"}), [], 0
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        size = len(client.get(path).content)
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds) * 1000, size


def _fill(concern: Concern) -> None:
    values = {"office": data.office().pk, "concern": concern.pk, "rows": PAST, "queue": concern.queue_id}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE appointments_appointment DISABLE TRIGGER USER")
        cursor.execute(FILL, values)
        cursor.execute("ALTER TABLE appointments_appointment ENABLE TRIGGER USER")
        cursor.execute(PAST_SLOTS, values)
        cursor.execute("ANALYZE")
