"""Rollen bestätigen: what the administration gave out and a second person has to look at."""

from datetime import datetime
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from auslaenderbehoerde.accounts import granting
from auslaenderbehoerde.accounts.exceptions import AccountError
from auslaenderbehoerde.accounts.granting import RIGHT
from auslaenderbehoerde.accounts.models import PendingRole, User
from auslaenderbehoerde.accounts.roles import content_rights, roles
from auslaenderbehoerde.design.work import Card, start_card, work_page

TITLE = "Rollen bestätigen"


@work_page("rollen/", name="accounts_pending", right=RIGHT, room="Konten", title=TITLE)
@never_cache
def pending(request: HttpRequest) -> HttpResponse:
    """Who is to get which role, and what it opens."""
    who = person(request)
    rows = [(row, _opens(row), who.pk in {row.user_id, row.asked_by_id}) for row in granting.waiting()]
    context = admin.site.each_context(request) | {"title": TITLE, "rows": rows}
    return render(request, "admin/accounts/pending.html", context)


@work_page("rollen/<uuid:role>/bestaetigen/", name="accounts_confirm", right=RIGHT)
@require_POST
def confirm(request: HttpRequest, role: UUID) -> HttpResponse:
    """From now on the account has the role."""
    try:
        user = granting.confirm(pending=role, by=person(request))
        messages.success(request, f"Die Rolle gilt jetzt: {user.username}")
    except AccountError as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:accounts_pending")


@work_page("rollen/<uuid:role>/ablehnen/", name="accounts_decline", right=RIGHT)
@require_POST
def decline(request: HttpRequest, role: UUID) -> HttpResponse:
    """The account does not get the role."""
    try:
        user = granting.decline(pending=role, by=person(request))
        messages.success(request, f"Die Rolle ist abgelehnt: {user.username}")
    except AccountError as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:accounts_pending")


@start_card(RIGHT)
def roles_to_confirm(request: HttpRequest, now: datetime) -> Card | None:
    """What somebody waits for."""
    number = PendingRole.objects.count()
    return Card(TITLE, number, "wirken erst danach", reverse("admin:accounts_pending")) if number else None


def _opens(row: PendingRole) -> str:
    """What the role is for; of a role the office made itself, every right to content by name."""
    shipped = next((role.purpose for role in roles().values() if role.name == row.group.name), None)
    return shipped or ", ".join(right.name for right in content_rights(row.group.permissions.all()))


def person(request: HttpRequest) -> User:
    """Who is signed in; the admin lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 - tells mypy
    return request.user
