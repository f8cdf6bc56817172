"""Queues, concerns and counters: texts and settings a team lead keeps. The weekly plan has a page of its own."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from appointments import slots
from appointments.models import Concern, Counter, Queue
from auslaenderbehoerde.design.admin import ContentAdmin, SettingAdmin


@admin.register(Queue)
class QueueAdmin(ContentAdmin):
    """Lines of their own. Saving brings their places in line with the plan, in the same transaction."""

    room = "Einrichtung"
    list_display = ["name", "office", "ticket_letter", "step_minutes", "places_per_clerk"]
    list_filter = ["office"]
    list_select_related = ["office"]
    fields = ["office", "slug", "name", "ticket_letter", "step_minutes", "places_per_clerk", "order"]

    def save_model(self, request: HttpRequest, obj: Queue, form: Any, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            slots.open_ahead(queue=obj, today=timezone.localdate())


@admin.register(Concern)
class ConcernAdmin(ContentAdmin):
    """Reasons to come."""

    room = "Einrichtung"
    list_display = ["name", "queue", "minutes", "max_persons", "bookable_online", "bookable_at_door", "published"]
    list_filter = ["queue", "published"]
    list_select_related = ["queue"]
    autocomplete_fields = ["service"]
    search_fields = ["name_de", "slug"]
    fieldsets = [
        (None, {"fields": ["slug", "name", "hint", "service", "queue", "has_deadline", "order", "published"]}),
        ("Dauer", {"fields": ["minutes", "minutes_per_extra_person", "max_persons"]}),
        (
            "Wer bucht",
            {"fields": ["bookable_online", "bookable_at_door", "needs_card", "asks_residence", "walk_in_weekdays"]},
        ),
    ]


@admin.register(Counter)
class CounterAdmin(SettingAdmin):
    """Where people are served."""

    room = "Einrichtung"
    list_display = ["name", "office", "order"]
    list_filter = ["office"]
    list_select_related = ["office"]
    fields = ["office", "name", "queues", "order"]
    filter_horizontal = ["queues"]
