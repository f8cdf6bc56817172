"""Whether everything behind the pages does its work, for those who can mend it."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from auslaenderbehoerde.design.work import work_page
from auslaenderbehoerde.portal import operations
from auslaenderbehoerde.portal.version import version
from notifications import outbox
from notifications.models import OutboxMessage

RIGHT = "django_celery_beat.view_periodictask"
SHOWN = 50


@work_page("betrieb/", name="operations", right=RIGHT, room="Betrieb", title="Zustand")
def page(request: HttpRequest) -> HttpResponse:
    """What does not work, what waits, what failed, and when each periodic job last came to a good end."""
    now = timezone.now()
    state = operations.state(now)
    context = admin.site.each_context(request) | {
        "title": "Zustand",
        "state": state,
        "jobs": [(job, job.late(now)) for job in state.jobs],
        "waiting": OutboxMessage.objects.waiting().count(),
        "failed": OutboxMessage.objects.failed()[:SHOWN],
        "failed_number": OutboxMessage.objects.failed().count(),
        "version": version(),
        "mode": settings.MODE,
    }
    return render(request, "admin/portal/operations.html", context)


@work_page("betrieb/nachrichten/", name="operations_send_again", right=RIGHT)
@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Give every failed message a fresh set of attempts."""
    if not request.user.has_perm("django_celery_beat.change_periodictask"):
        raise PermissionDenied
    number = outbox.send_again(OutboxMessage.objects.all(), now=timezone.now())
    words = "1 Nachricht wird" if number == 1 else f"{number} Nachrichten werden"
    messages.success(request, f"{words} noch einmal verschickt.")
    return redirect("admin:operations")
