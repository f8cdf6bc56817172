"""What can go wrong with an appointment; the text is what the person at the screen reads."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments.rules import OPEN_PER_ADDRESS

if TYPE_CHECKING:
    from appointments.models import Attendance

StrOrPromise = str | Promise


class AppointmentError(Exception):
    """Base of all refusals of this app."""

    message: StrOrPromise = _("Das ist leider nicht möglich.")

    def __str__(self) -> str:
        return str(self.message)


class TimeTaken(AppointmentError):
    """Not enough consecutive places at this time any more."""

    message = _("Diese Zeit ist gerade vergeben worden. Bitte wählen Sie eine andere.")


class AlreadyBooked(AppointmentError):
    """One open appointment for each person and concern."""

    message = _(
        "Für diese Person gibt es zu diesem Anliegen schon einen Termin. "
        "Sie können ihn verschieben oder absagen; einen zweiten braucht es nicht."
    )


class NeedsCard(AppointmentError):
    """Pickups are booked with a card that has arrived, and in no other way."""

    message = _("Einen Termin zum Abholen gibt es, sobald Ihre Karte bei uns angekommen ist.")


class CardNotHere(AppointmentError):
    """The card has left, or it lies at another office than the line."""

    message = _("Diese Karte liegt nicht mehr zum Abholen bereit. Bitte fragen Sie den Stand noch einmal ab.")


class CardElsewhere(AppointmentError):
    """Cards at two offices are two ways."""

    message = _("Diese Karte liegt an einem anderen Standort. Bitte buchen Sie dafür einen eigenen Termin.")


class CardBooked(AppointmentError):
    """One appointment for each card."""

    message = _(
        "Für diese Karte gibt es schon einen Termin zum Abholen. "
        "Sie können ihn verschieben oder absagen; einen zweiten braucht es nicht."
    )


class TooManyCards(AppointmentError):
    """More than one visit can hand over."""

    message = _("So viele Karten geben wir bei einem Termin nicht aus. Bitte buchen Sie für die übrigen einen zweiten.")


class TooManyOpen(AppointmentError):
    """One e-mail address has as many open appointments at this office as it may have."""

    message = _(
        "Zu dieser E-Mail-Adresse gibt es schon %(number)s offene Termine. Mehr nehmen wir im Internet nicht an, damit "
        "für alle Platz bleibt. Brauchen Sie noch einen? Geben Sie die E-Mail-Adresse der Person an, für die der "
        "Termin ist. Oder rufen Sie uns an, oder kommen Sie zu uns."
    )

    def __str__(self) -> str:
        return str(self.message) % {"number": OPEN_PER_ADDRESS}


class TooLateToChange(AppointmentError):
    """The office's limit for moving and cancelling has passed."""

    message = _("Für eine Änderung im Internet ist es zu spät. Bitte rufen Sie uns an.")


class AlreadyChanged(AppointmentError):
    """Another press was quicker, or the page was old. With the visit the desk can say whose press it was."""

    message = "Das ist inzwischen geändert worden. Die Ansicht ist jetzt neu geladen."

    def __init__(self, visit: "Attendance | None" = None) -> None:
        super().__init__()
        self.visit = visit


class NobodyWaits(AppointmentError):
    """Nobody to call."""

    message = "Gerade wartet niemand."


class CounterTaken(AppointmentError):
    """A colleague sits there."""

    message = "An diesem Schalter sitzt schon jemand."


class NoCounter(AppointmentError):
    """Calling needs a counter to call to."""

    message = "Bitte wählen Sie zuerst einen Schalter. Ohne Schalter können Sie empfangen, aber nicht aufrufen."


class NothingToUndo(AppointmentError):
    """Too late, or changed since."""

    message = "Das lässt sich nicht mehr rückgängig machen."


class FileClosed(AppointmentError):
    """Nothing is expected of a closed file."""

    message = "Die Akte ist inzwischen geschlossen. Öffnen Sie sie wieder, bevor Sie einladen."


class PlacesTaken(AppointmentError):
    """A release of which something is booked cannot be withdrawn."""

    message = "Aus dieser Freigabe ist schon etwas vergeben. Sie lässt sich nicht mehr zurücknehmen."


class TooEarly(AppointmentError):
    """Arrival can be told only shortly before."""

    message = _("Es ist noch zu früh. Bitte melden Sie sich kurz vor Ihrem Termin.")


class NotToday(AppointmentError):
    """The appointment is on another day."""

    message = _("Ihr Termin ist nicht heute.")


class NotOpen(AppointmentError):
    """The appointment is cancelled or over."""

    message = _("Diesen Termin gibt es nicht mehr.")
