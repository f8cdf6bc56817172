"""What a run has done so far."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """How many rows were new, changed, and as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged)
