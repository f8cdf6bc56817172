"""Reported barriers: read, answer by mail, tick off."""

from datetime import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from auslaenderbehoerde.authority.models import Feedback
from auslaenderbehoerde.authority.services import ANSWERED_WITHIN, answer_feedback
from auslaenderbehoerde.design.admin import RecordAdmin


class OpenFilter(admin.SimpleListFilter):
    """Open ones or answered ones."""

    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("offen", "offen"), ("beantwortet", "beantwortet")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> QuerySet[Feedback]:
        wanted = {"offen": {"done_at__isnull": True}, "beantwortet": {"done_at__isnull": False}}
        return queryset.filter(**wanted.get(self.value() or "", {}))


@admin.register(Feedback)
class FeedbackAdmin(RecordAdmin):
    """Oldest first, because each has a month."""

    room = "Behörde"
    list_display = ["created_at", "due", "page", "excerpt", "language", "done_at"]
    list_filter = [OpenFilter]
    fields = ["created_at", "due", "page", "message", "email", "language", "done_at"]
    actions = ["mark_answered"]

    @admin.display(description="zu beantworten bis")
    def due(self, feedback: Feedback) -> datetime:
        return feedback.created_at + ANSWERED_WITHIN

    @admin.display(description="Meldung")
    def excerpt(self, feedback: Feedback) -> str:
        return feedback.message if len(feedback.message) <= 80 else f"{feedback.message[:79]}…"

    @admin.action(description="Als beantwortet kennzeichnen", permissions=["view"])
    def mark_answered(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> None:
        now = timezone.now()
        for feedback in queryset:
            answer_feedback(feedback=feedback, now=now)
        self.message_user(request, "Die Meldungen sind als beantwortet gekennzeichnet.")
