"""How a person is told something: by mail, by letter, or only on a way agreed with her."""

from eakte.models import Person

MAIL = Person.Channel.MAIL


def by_mail(person: Person) -> bool:
    """Whether a mail goes out: she wants mails, left an address, and no safe way was agreed."""
    return person.channel == MAIL and bool(person.email) and not person.safe_contact


def by_letter(person: Person) -> bool:
    """Whether a letter goes to the address (never where only a safe way is agreed)."""
    return not by_mail(person) and not person.safe_contact
