"""Cards between order and hand-over, each with its public answer."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from auslaenderbehoerde.local.demo.scale.batch import Batch
from auslaenderbehoerde.local.demo.scale.identifiers import made_at
from auslaenderbehoerde.local.demo.scale.people import Holder
from eakte import pickup_codes, serials
from eakte.models import CardStatus, ResidenceCard

STATES = ("ordered", "in_production", "in_production", "arrived", "arrived", "handed_over")
KEPT = timedelta(days=30)  # a public answer outlives the hand-over by so much


def add(batch: Batch, holder: Holder, number: int, title: UUID, office: UUID, chance: Random, now: datetime) -> None:
    """One card for the title that counts."""
    state = chance.choice(STATES)
    ordered = now - timedelta(days=chance.randrange(8, 60), seconds=chance.randrange(1, 86400))
    made = ordered + timedelta(days=2) if state != "ordered" else None
    arrived = now - timedelta(days=chance.randrange(6)) if state in ("arrived", "handed_over") else None
    left = now if state == "handed_over" else None
    serial = f"Y{number:09}" if made else ""
    card: dict[str, Any] = {
        "id": made_at(ordered, chance),
        "person_id": holder.person,
        "title_id": title,
        "office_id": office,
        "state": state,
        "serial_sealed": serials.seal(serial) if serial else "",
        "serial_hash": serials.hash_of(serial) if serial else "",
        "ordered_at": ordered,
        "in_production_at": made,
        "arrived_at": arrived,
        "handed_over_at": left,
        "handed_over_by_id": holder.desk.clerk if left else None,
        "handed_over_to": "holder" if left else "",
    }
    batch[ResidenceCard].append(card)
    _answer(batch, holder, card["id"], serial, state, (left or arrived or made or ordered), left)


def _answer(
    batch: Batch, holder: Holder, card: UUID, serial: str, state: str, since: datetime, left: datetime | None
) -> None:
    """What `eakte.card_status` would have written."""
    code = pickup_codes.code(ResidenceCard(pk=card))
    batch[CardStatus].append(
        {
            "code_key": pickup_codes.code_key(code, holder.birth_date),
            "serial_key": pickup_codes.serial_key(serial, holder.birth_date) if serial else "",
            "state": state,
            "since": since.date(),
            "delete_on": (left + KEPT).date() if left else None,
        }
    )
