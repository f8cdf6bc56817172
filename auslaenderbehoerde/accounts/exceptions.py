"""What can go wrong with accounts and roles; the text is what the person at the screen reads."""


class AccountError(Exception):
    """Base of all refusals of this app."""

    message = "Das ist leider nicht möglich."

    def __str__(self) -> str:
        return self.message


class NeedsAnother(AccountError):
    """Whoever gave the role or gets it does not confirm it."""

    message = "Diese Rolle muss jemand anderes bestätigen."


class AlreadySettled(AccountError):
    """Another press was quicker."""

    message = "Über diese Rolle ist schon entschieden."


class LeadExists(AccountError):
    """The first team lead is only confirmed by the command while there is none."""

    message = "Es gibt schon eine Teamleitung. Sie bestätigt Rollen in der Verwaltung."
