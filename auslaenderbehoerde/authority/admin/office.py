"""Houses, hours and closing days."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import URLField
from django.http import HttpRequest

from auslaenderbehoerde import events
from auslaenderbehoerde.authority.events import ClosingDaysChanged
from auslaenderbehoerde.authority.models import ClosingDay, Office, OnSiteOffer, OpeningHours
from auslaenderbehoerde.design.admin import ContentAdmin, ContentInline


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    extra = 0
    fields = ["effective_from", "weekday", "opens", "closes"]


class OnSiteOfferInline(ContentInline):
    model = OnSiteOffer
    fields = ["name", "text", "link", "order"]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(Office)
class OfficeAdmin(ContentAdmin):
    """A house with its hours and what else is under its roof."""

    room = "Behörde"
    list_display = ["name", "city", "state", "order"]
    search_fields = ["name_de", "slug", "city"]
    fieldsets = [
        (None, {"fields": ["slug", "name", "order"]}),
        ("Anschrift", {"fields": ["street", ("postcode", "city"), "state", "phone", "email"]}),
        (
            "Besuch",
            {
                "fields": [
                    "directions",
                    "accessibility_note",
                    "change_limit_hours",
                    ("arrival_early_minutes", "arrival_tolerance_minutes"),
                ]
            },
        ),
    ]
    inlines = [OpeningHoursInline, OnSiteOfferInline]


@admin.register(ClosingDay)
class ClosingDayAdmin(ContentAdmin):
    """Days we are closed beside the public holidays, which the portal knows by itself. Places follow at once."""

    actions = None

    room = "Behörde"
    list_display = ["day", "reason", "office"]
    list_filter = ["office"]
    list_select_related = ["office"]
    date_hierarchy = "day"
    fields = ["day", "office", "reason"]

    def save_model(self, request: HttpRequest, obj: ClosingDay, form: Any, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            events.publish(ClosingDaysChanged(None if "office" in form.changed_data else obj.office_id))

    def delete_model(self, request: HttpRequest, obj: ClosingDay) -> None:
        with transaction.atomic():
            super().delete_model(request, obj)
            events.publish(ClosingDaysChanged(obj.office_id))
