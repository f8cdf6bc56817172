"""Three kinds of admin pages: records, which only services change; settings; content in every language."""

from typing import Any

from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db.models import Model, URLField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_info
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline
from modeltranslation.settings import AVAILABLE_LANGUAGES, DEFAULT_LANGUAGE
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname


class _Quick(ModelAdmin):
    """What keeps long lists fast, and their titles short."""

    room = ""
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Lists are filtered by their filters and nothing else: no guessing of columns through the address."""
        named = (getattr(entry, "parameter_name", entry) for entry in self.list_filter)
        offered = {entry for entry in named if isinstance(entry, str)} | {self.date_hierarchy}
        return lookup.partition("__")[0] in offered and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = str(self.opts.verbose_name_plural)
        context = {"title": title[:1].upper() + title[1:]} | (extra_context or {})
        return super().changelist_view(request, context)


class RecordAdmin(_Quick):
    """Data of record: read here by those with the right, changed by services, never deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The stock history knows only what the stock forms did, and those are closed."""
        raise PermissionDenied


class SettingAdmin(_Quick):
    """What the office sets and no visitor reads: plans, departments."""


class LanguagesApart:
    """German stands in the form, every other language in a fold of its own below."""

    model: type[Model]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        shown = set(flatten_fieldsets(fieldsets))
        folds: list[Any] = []
        for language in AVAILABLE_LANGUAGES:
            fields = [name for name in self._fields_in(language) if name in shown]
            if fields and language != DEFAULT_LANGUAGE:
                name = get_language_info(language)["name_local"]
                folds.append((name, {"fields": fields, "classes": ["collapse"]}))
        moved = set(flatten_fieldsets(folds))
        return [
            (title, options | {"fields": _without(options["fields"], moved)}) for title, options in fieldsets
        ] + folds

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Each text is marked with its language, so that it is read and written in the right direction."""
        field = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        language = getattr(db_field, "language", None)
        if field is not None and language:
            field.label = db_field.translated_field.verbose_name
            direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
            field.widget.attrs |= {"lang": language, "dir": direction}
        return field

    def _fields_in(self, language: str) -> list[str]:
        names = translator.get_options_for_model(self.model).all_fields
        return [build_localized_fieldname(name, language) for name in names]


def _without(fields: Any, moved: set[str]) -> list[Any]:
    """The fields, and rows of fields, that stay."""
    rows = [tuple(_without(row, moved)) if isinstance(row, (list, tuple)) else row for row in fields]
    return [row for row in rows if row not in moved and row != ()]


class ContentAdmin(LanguagesApart, _Quick, TranslationAdmin):
    """What visitors read: German first, one fold for each other language."""

    formfield_overrides = {URLField: {"assume_scheme": "https"}}


class ContentInline(LanguagesApart, TranslationStackedInline):
    """The same for what hangs on a record."""

    extra = 0
