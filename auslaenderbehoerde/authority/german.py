"""German is the binding wording: what the office writes exists in German first."""

from django.conf import settings
from django.db.models import CheckConstraint, Q
from modeltranslation.utils import build_localized_fieldname


def german_required(field: str, *, name: str, message: str) -> CheckConstraint:
    """A translated text that must exist in German, also for imports and scripts."""
    return CheckConstraint(name=name, condition=_written(field, "de"), violation_error_message=message)


def german_first(field: str, *, name: str, message: str) -> CheckConstraint:
    """A translated text that may be left out, but never written in another language alone."""
    others = [code for code in settings.MODELTRANSLATION_LANGUAGES if code != "de"]
    nothing = Q(*(~_written(field, code) for code in others))
    return CheckConstraint(name=name, condition=_written(field, "de") | nothing, violation_error_message=message)


def _written(field: str, language: str) -> Q:
    column = build_localized_fieldname(field, language)
    return Q(**{f"{column}__isnull": False}) & ~Q(**{column: ""})
