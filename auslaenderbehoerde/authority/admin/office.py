"""Houses, hours and closing days."""

from django.contrib import admin
from django.db.models import URLField

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
    """Days we are closed beside the public holidays, which the portal knows by itself."""

    room = "Behörde"
    list_display = ["day", "reason", "office"]
    list_filter = ["office"]
    list_select_related = ["office"]
    date_hierarchy = "day"
    fields = ["day", "office", "reason"]
