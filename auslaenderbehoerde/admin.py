"""The one AdminSite: a start page with work, navigation by room, pages of the apps beside the stock lists."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone

from auslaenderbehoerde.design import work

ROOMS = ["Akten", "Termine", "Karten", "Nachrichten", "Einrichtung", "Leistungen", "Behörde", "Konten", "Betrieb"]
# Lists of libraries that staff need; other lists of libraries are not let in. The one action of axes asks for no right.
LIBRARIES: dict[str, dict[str, Any]] = {
    "axes.accessattempt": {"room": "Konten", "actions": []},
    "django_celery_beat.periodictask": {"room": "Betrieb"},
}


class PortalAdminSite(AdminSite):
    """Stock admin inside, ours around it. German, without a foreign host, under the strict policy."""

    site_title = site_header = index_title = "Verwaltung"
    site_url = "/"
    empty_value_display = "–"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Only what has a room is let in, so that no library adds a list nobody asked for."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        for model in models:
            ours = LIBRARIES.get(model._meta.label_lower, {})
            if ours or hasattr(admin_class, "room"):
                super().register(model, admin_class, **options, **ours)

    def unregister(self, model_or_iterable: Any) -> None:
        """Libraries take back what was never let in; that is no mistake."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        super().unregister([model for model in models if self.is_registered(model)])

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One door for staff: the sign-in with the second factor."""
        if request.user.is_authenticated and self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        pages = [path(page.route, self.admin_view(_guarded(page)), name=page.name) for page in work.PAGES]
        return [*pages, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"rooms": self.rooms(request)}

    def rooms(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The navigation of this person: rooms in their order, work pages before lists."""
        entries: dict[str, list[dict[str, Any]]] = {room: [] for room in ROOMS}
        for page in sorted(work.PAGES, key=lambda page: page.order):
            if page.title and request.user.has_perm(page.right):
                entries[page.room].append({"title": page.title, "address": reverse(f"admin:{page.name}")})
        for model, admin in self._registry.items():
            if admin.has_view_permission(request):
                name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
                title = str(model._meta.verbose_name_plural)
                entry = {"title": title[:1].upper() + title[1:], "address": reverse(name)}
                entries[getattr(admin, "room", "")].append(entry)
        _mark_current(entries, request.path)
        return [{"name": room, "entries": found} for room, found in entries.items() if found]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """What waits for this person today."""
        cards = work.cards(request, timezone.now())
        context = self.each_context(request) | {"title": "Heute", "cards": cards} | (extra_context or {})
        return render(request, "admin/index.html", context)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """There are rooms here, no lists of apps."""
        return redirect("admin:index")


def _guarded(page: work.WorkPage) -> Callable[..., HttpResponseBase]:
    """The view, for those with the page's right."""

    @wraps(page.view)
    def guarded(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        if not request.user.has_perm(page.right):
            raise PermissionDenied
        return page.view(request, *arguments, **options)

    return guarded


def _mark_current(rooms: dict[str, list[dict[str, Any]]], path: str) -> None:
    """The entry this page belongs to: the one with the longest address the page's begins with."""
    above = [entry for entries in rooms.values() for entry in entries if path.startswith(entry["address"])]
    if above:
        max(above, key=lambda entry: len(entry["address"]))["current"] = True
