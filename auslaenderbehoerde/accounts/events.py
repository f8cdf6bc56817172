"""Facts about staff accounts: identifiers only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class StaffMailDue:
    """Somebody of staff is to get one of allauth's mails; its links are made when it is sent."""

    user: UUID
    template: str
