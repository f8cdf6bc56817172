"""Why the office cannot keep a time, as one sentence for the person it concerns."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OTHER: Promise = _("Leider können wir diese Zeit nicht halten.")
SENTENCES: dict[str, Promise] = {
    "illness": _("Bei uns sind mehrere Menschen krank."),
    "alarm": _("Unser Haus muss zu dieser Zeit aus Sicherheitsgründen leer bleiben."),
    "technical": _("Unsere Technik ist gestört."),
    "staff": _("Zu dieser Zeit ist unser Team nicht im Haus."),
    "card": _("Ihre Karte liegt zu dieser Zeit nicht zum Abholen bereit."),
}


def sentence(reason: str) -> Promise:
    """The sentence for a reason of the plan; one that is always true for any other."""
    return SENTENCES.get(reason, OTHER)
