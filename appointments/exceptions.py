"""What can go wrong with an appointment; the text is what the person at the screen reads."""

from django.utils.translation import gettext_lazy as _


class AppointmentError(Exception):
    """Base of all refusals of this app."""

    message = _("Das ist leider nicht möglich.")

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


class TooLateToChange(AppointmentError):
    """The office's limit for moving and cancelling has passed."""

    message = _("Für eine Änderung im Internet ist es zu spät. Bitte rufen Sie uns an.")


class NotOpen(AppointmentError):
    """The appointment is cancelled or over."""

    message = _("Diesen Termin gibt es nicht mehr.")
