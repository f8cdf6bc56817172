"""What is written together: rows by model, in the order in which one hangs on the other."""

from collections import defaultdict
from typing import Any

from django.db.models import Model

from auslaenderbehoerde.local.demo.scale.copying import copy
from eakte import models

ORDER: tuple[type[Model], ...] = (
    *(models.Person, models.OtherName, models.Address, models.Passport, models.CaseFile),
    *(models.CaseFile.readers.through, models.ResidenceTitle, models.AncillaryProvision, models.Proceeding),
    *(models.Deadline, models.Task, models.Document, models.DocumentVersion, models.ResidenceCard, models.CardStatus),
)


class Batch(defaultdict[type[Model], list[dict[str, Any]]]):
    """Rows that wait to be copied."""

    def __init__(self) -> None:
        super().__init__(list)

    def write(self) -> None:
        """Copy everything; nothing may wait of a model that is not in the order."""
        for model in ORDER:
            copy(model, self.pop(model, []))
        if self:
            raise KeyError(f"ORDER does not name {list(self)}")
