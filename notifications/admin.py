"""The outbox for those who look after it: what waits, what failed and why; never what is in a message."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from auslaenderbehoerde.design.admin import RecordAdmin
from notifications import outbox
from notifications.models import OutboxMessage
from notifications.querysets import OutboxQuerySet


@admin.register(OutboxMessage)
class OutboxMessageAdmin(RecordAdmin):
    """Messages, newest first."""

    room = "Nachrichten"
    list_display = ["created_at", "template", "language", "state", "attempts", "next_attempt_at", "last_error"]
    list_filter = ["state", "template"]
    fields = [
        "created_at", "template", "language", "state", "attempts", "next_attempt_at", "sent_at", "last_error",
    ]  # fmt: skip
    actions = ["again"]

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Those who look after the running of the portal, not all who may read the list."""
        return request.user.has_perm("django_celery_beat.change_periodictask")

    @admin.action(description="Gescheiterte Nachrichten noch einmal verschicken", permissions=["resend"])
    def again(self, request: HttpRequest, queryset: OutboxQuerySet) -> None:
        count = outbox.send_again(queryset, now=timezone.now())
        text = ngettext(
            "%(count)s Nachricht wird noch einmal verschickt.",
            "%(count)s Nachrichten werden noch einmal verschickt.",
            count,
        )
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)
