"""The names of public holidays in the languages of the portal; the calendar (`rules`) knows the German ones."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Promise | str] = {
    "Allerheiligen": _("Allerheiligen"),
    "Buß- und Bettag": _("Buß- und Bettag"),
    "Christi Himmelfahrt": _("Christi Himmelfahrt"),
    "Erster Mai": _("Erster Mai"),
    "Erster Weihnachtstag": _("Erster Weihnachtstag"),
    "Frauentag": _("Frauentag"),
    "Fronleichnam": _("Fronleichnam"),
    "Heilige Drei Könige": _("Heilige Drei Könige"),
    "Karfreitag": _("Karfreitag"),
    "Mariä Himmelfahrt": _("Mariä Himmelfahrt"),
    "Neujahr": _("Neujahr"),
    "Ostermontag": _("Ostermontag"),
    "Ostersonntag": _("Ostersonntag"),
    "Pfingstmontag": _("Pfingstmontag"),
    "Pfingstsonntag": _("Pfingstsonntag"),
    "Reformationstag": _("Reformationstag"),
    "Tag der Deutschen Einheit": _("Tag der Deutschen Einheit"),
    "Weltkindertag": _("Weltkindertag"),
    "Zweiter Weihnachtstag": _("Zweiter Weihnachtstag"),
}


def translated_name(german: str) -> str:
    """In the language of the page; a name this release does not know (a day of one year only) stays German."""
    return str(NAMES.get(german, german))
