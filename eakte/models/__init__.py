from eakte.models.access import AccessRecord
from eakte.models.cards import CardStatus, Delivery, DeliveryLine, ResidenceCard
from eakte.models.documents import Document, DocumentVersion, IntakeBatch, IntakeItem
from eakte.models.files import CaseFile, NumberRange
from eakte.models.imports import ImportRun
from eakte.models.people import Address, OtherName, Passport, Person
from eakte.models.proceedings import Deadline, Proceeding
from eakte.models.retention import Disposal, RetentionPeriod
from eakte.models.tasks import Note, Task
from eakte.models.titles import AncillaryProvision, ResidenceTitle

__all__ = [
    "AccessRecord",
    "Address",
    "AncillaryProvision",
    "CardStatus",
    "CaseFile",
    "Deadline",
    "Delivery",
    "DeliveryLine",
    "Disposal",
    "Document",
    "DocumentVersion",
    "ImportRun",
    "IntakeBatch",
    "IntakeItem",
    "Note",
    "NumberRange",
    "OtherName",
    "Passport",
    "Person",
    "Proceeding",
    "ResidenceCard",
    "ResidenceTitle",
    "RetentionPeriod",
    "Task",
]
