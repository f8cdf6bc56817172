"""The authority, its area, its structure and its texts."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, URLField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from auslaenderbehoerde.authority.models import Authority, Department, Municipality, Page, PageKey, Team
from auslaenderbehoerde.design.admin import ContentAdmin, SettingAdmin


@admin.register(Authority)
class AuthorityAdmin(ContentAdmin):
    """One row: the list is skipped, nothing can be added to it or deleted."""

    room = "Behörde"
    fieldsets = [
        (None, {"fields": ["name", "short_name", "state"]}),
        ("Anschrift", {"fields": ["street", ("postcode", "city"), "email", "phone"]}),
        (
            "Impressum",
            {"fields": ["legal_form", "represented_by", "supervisory_authority", "responsible_for_content"]},
        ),
        ("Datenschutz", {"fields": ["data_protection_officer", "retention_days_appointments"]}),
        ("Barrierefreiheit", {"fields": ["accessibility_contact_email"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Authority.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        found = Authority.objects.first()
        if found and self.has_view_permission(request, found):
            return redirect("admin:authority_authority_change", found.pk)
        return super().changelist_view(request, extra_context)


@admin.register(Municipality)
class MunicipalityAdmin(ContentAdmin):
    """Where people live, and which other office is responsible."""

    room = "Behörde"
    list_display = ["name", "ags", "competent", "other_office_name"]
    list_filter = ["competent"]
    search_fields = ["name_de", "ags"]
    fields = ["ags", "name", "competent", "other_office_name", "other_office_url"]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


class TeamInline(admin.TabularInline):
    model = Team
    extra = 0


@admin.register(Department)
class DepartmentAdmin(SettingAdmin):
    """Subject areas with their teams."""

    room = "Behörde"
    list_display = ["name", "office"]
    list_select_related = ["office"]
    search_fields = ["name"]
    fields = ["name", "office"]
    inlines = [TeamInline]


@admin.register(Page)
class PageAdmin(ContentAdmin):
    """Texts of the office. The set of pages is fixed; a missing one can be added."""

    room = "Behörde"
    list_display = ["key", "title"]
    fields = ["key", "title", "body"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and Page.objects.count() < len(PageKey)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["key"] if obj else []
