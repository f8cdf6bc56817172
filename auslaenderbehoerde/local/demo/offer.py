"""What can be booked: queues, concerns, the plan of a usual week, the code at the door."""

from datetime import date
from uuid import uuid4

from appointments.models import Concern, Counter, DoorCode, PlanLine, Queue
from auslaenderbehoerde import tokens
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.catalogue.models import Service
from auslaenderbehoerde.local.demo.content import Content, columns, read

PLAN_FROM = date(2026, 1, 1)


def load_offer(content: Content) -> None:
    """All queues with their concerns and plans, and a code for every door."""
    doors = {office["slug"]: office["door_opens"] for office in content["office"]}
    for order, values in enumerate(content["queue"]):
        queue = _load_queue(values, order=order)
        _load_concerns(queue, values["concerns"])
        _load_plan(queue, values["plan"], door_opens=doors[values["office"]])
    for order, values in enumerate(content["counter"]):
        _load_counter(values, order=order)
    for office in Office.objects.filter(slug__in=doors, door_codes__isnull=True):
        DoorCode.objects.create(office=office, code=tokens.code("door", uuid4(), version=1).lower())


def _load_queue(values: Content, *, order: int) -> Queue:
    office = Office.objects.get(slug=values["office"])
    defaults = columns(Queue, {**values, "office": office, "order": order})
    queue, _created = Queue.objects.update_or_create(office=office, slug=values["slug"], defaults=defaults)
    return queue


def _load_counter(values: Content, *, order: int) -> None:
    office = Office.objects.get(slug=values["office"])
    counter, _created = Counter.objects.update_or_create(office=office, name=values["name"], defaults={"order": order})
    counter.queues.set(Queue.objects.filter(office=office, slug__in=values["queues"]))


def _load_concerns(queue: Queue, concerns: list[Content]) -> None:
    texts = read("concerns")
    for values in concerns:
        slug = values["slug"]
        defaults = columns(Concern, texts[slug] | {"asks_residence": values.get("asks_residence", True)}) | {
            "queue": queue,
            "service": Service.objects.get(slug=texts[slug]["service"]),
            "minutes": values["minutes"],
            "minutes_per_extra_person": values.get("extra", 0),
            "max_persons": values.get("max_persons", 1),
            "bookable_online": values.get("online", True),
            "needs_card": texts[slug].get("needs_card", False),
            "has_deadline": texts[slug].get("deadline", False),
            "walk_in_weekdays": values.get("walk_in", []),
            "order": list(texts).index(slug),
        }
        Concern.objects.update_or_create(slug=slug, defaults=defaults)


def _load_plan(queue: Queue, plan: list[Content], *, door_opens: object) -> None:
    for line in plan:
        channel = line.get("channel", "everyone")
        opens = door_opens if channel == "door" else None
        for weekday in line["weekdays"]:
            key = {"weekday": weekday, "starts": line["starts"], "channel": channel, "effective_from": PLAN_FROM}
            defaults = {"ends": line["ends"], "clerks": line["clerks"], "opens_time": opens}
            PlanLine.objects.update_or_create(queue=queue, **key, defaults=defaults)
