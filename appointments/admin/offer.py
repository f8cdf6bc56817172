"""Queues, concerns and the weekly plan: texts and settings a team lead keeps."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from appointments import slots
from appointments.models import Concern, Counter, PlanLine, Queue
from auslaenderbehoerde.design.admin import ContentAdmin, SettingAdmin


class OpensPlaces(ModelAdmin):
    """Saving brings the places of the queue in line with the plan, in the same transaction."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            for queue in {_queue_of(obj), *Queue.objects.filter(pk=form.initial.get("queue"))}:  # also where it was
                slots.open_ahead(queue=queue, today=timezone.localdate())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            super().delete_model(request, obj)
            if isinstance(obj, PlanLine):
                slots.open_ahead(queue=obj.queue, today=timezone.localdate())

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for line in queryset:
            self.delete_model(request, line)


def _queue_of(content: Queue | PlanLine) -> Queue:
    return content if isinstance(content, Queue) else content.queue


@admin.register(Queue)
class QueueAdmin(OpensPlaces, ContentAdmin):
    """Lines of their own."""

    room = "Termine"
    list_display = ["name", "office", "ticket_letter", "step_minutes", "places_per_clerk"]
    list_filter = ["office"]
    list_select_related = ["office"]
    fields = ["office", "slug", "name", "ticket_letter", "step_minutes", "places_per_clerk", "order"]


@admin.register(Concern)
class ConcernAdmin(ContentAdmin):
    """Reasons to come."""

    room = "Termine"
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
            {"fields": ["bookable_online", "bookable_at_door", "asks_residence", "walk_in_weekdays"]},
        ),
    ]


@admin.register(PlanLine)
class PlanLineAdmin(OpensPlaces, SettingAdmin):
    """The usual week. Saving brings the places of the queue in line; what is booked stays."""

    room = "Termine"
    list_display = ["queue", "weekday", "starts", "ends", "clerks", "channel", "effective_from", "effective_until"]
    list_filter = ["queue", "weekday", "channel"]
    list_select_related = ["queue"]
    fields = [
        "queue",
        "weekday",
        ("starts", "ends"),
        "clerks",
        "channel",
        "opens_time",
        ("effective_from", "effective_until"),
    ]


@admin.register(Counter)
class CounterAdmin(SettingAdmin):
    """Where people are served."""

    room = "Termine"
    list_display = ["name", "office", "order"]
    list_filter = ["office"]
    list_select_related = ["office"]
    fields = ["office", "name", "queues", "order"]
    filter_horizontal = ["queues"]
