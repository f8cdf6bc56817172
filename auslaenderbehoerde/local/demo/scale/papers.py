"""What lies in a file. There are no bytes on the disk: opened, such a paper says that its key is missing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from auslaenderbehoerde.local.demo.scale.batch import Batch
from auslaenderbehoerde.local.demo.scale.identifiers import made_at
from auslaenderbehoerde.local.demo.scale.people import Holder
from eakte.models import Document, DocumentVersion

Category, Direction, Source = Document.Category, Document.Direction, Document.Source
# Title, category, direction; frequent ones stand twice.
PAPERS = (
    ("Antrag auf Verlängerung", Category.APPLICATION, Direction.RECEIVED),
    ("Lohnabrechnungen der letzten drei Monate", Category.LIVELIHOOD, Direction.RECEIVED),
    ("Lohnabrechnung", Category.LIVELIHOOD, Direction.RECEIVED),
    ("Mietvertrag mit Angabe der Wohnfläche", Category.HOUSING, Direction.RECEIVED),
    ("Pass, Seite mit den Angaben zur Person", Category.IDENTITY, Direction.RECEIVED),
    ("Arbeitsvertrag", Category.WORK, Direction.RECEIVED),
    ("Heiratsurkunde mit Übersetzung", Category.FAMILY, Direction.RECEIVED),
    ("Zertifikat über Deutschkenntnisse B1", Category.INTEGRATION, Direction.RECEIVED),
    ("Schreiben der Beratungsstelle", Category.HEALTH, Direction.RECEIVED),
    ("Anfrage an die Ausländerbehörde am früheren Wohnort", Category.COURT, Direction.SENT),
    ("Aufforderung, Unterlagen nachzureichen", Category.LETTER, Direction.SENT),
    ("Bescheid", Category.DECISION, Direction.SENT),
)


def add(batch: Batch, holder: Holder, number: int, proceedings: Sequence[UUID], chance: Random, now: datetime) -> None:
    """So many documents with one version each; half of them belong to a proceeding."""
    age = max(1, (now - holder.opened_at).days)
    for _place in range(number):
        created_at = now - timedelta(days=chance.randrange(age), seconds=chance.randrange(1, 30000))
        document = made_at(created_at, chance)
        title, category, direction = chance.choice(PAPERS)
        sent = direction == Direction.SENT
        batch[Document].append(
            {
                "id": document,
                "case_file_id": holder.file,
                "proceeding_id": chance.choice(proceedings) if proceedings and chance.random() < 0.5 else None,
                "title": title,
                "category": category.value,
                "direction": direction.value,
                "source": "office" if sent else chance.choice(("post", "desk", "mail", "online")),
                "access": "team" if category == Category.HEALTH else "casework",
                "dated_on": created_at.date(),
                "created_at": created_at,
            }
        )
        batch[DocumentVersion].append(_version(document, created_at, chance))


def _version(document: UUID, created_at: datetime, chance: Random) -> dict[str, object]:
    return {
        "id": made_at(created_at, chance),
        "document_id": document,
        "file_name": f"scan-{chance.randrange(10**6):06}.pdf",
        "media_type": "application/pdf",
        "size": chance.randrange(20_000, 4_000_000),
        "sha256": f"{chance.getrandbits(256):064x}",
        "wrapped_key": b"",
        "pages": chance.choice((1, 1, 1, 2, 2, 3, 4, 12)),
        "scan": "not_scanned",
        "created_at": created_at,
    }
