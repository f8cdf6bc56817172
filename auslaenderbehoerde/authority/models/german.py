"""German is the binding wording: the database refuses a text that lacks it."""

from django.db.models import CheckConstraint, Q


def german_required(model: str, field: str) -> CheckConstraint:
    """A constraint that the German column of a translated field holds a text."""
    column = f"{field}_de"
    return CheckConstraint(
        name=f"{model}_{field}_in_german",
        condition=Q(**{f"{column}__isnull": False}) & ~Q(**{column: ""}),
        violation_error_message=("Der deutsche Text fehlt; er ist der verbindliche."),
    )
