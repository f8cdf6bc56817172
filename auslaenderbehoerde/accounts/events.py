"""Facts about staff accounts: identifiers only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class StaffMailDue:
    """Somebody of staff is to get one of allauth's mails or of ours; its links are made when it is sent.

    With `former`, a row of the account's history, it goes to the address that stands there.
    """

    user: UUID
    template: str
    former: int | None = None
