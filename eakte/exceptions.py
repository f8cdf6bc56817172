"""Why something in the record cannot be done; the text is what the person at the screen reads."""


class RecordError(Exception):
    """The base of all refusals of the record."""

    message = "Das geht so nicht."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)


class ChangedMeanwhile(RecordError):
    """Somebody else has saved since the form was opened."""

    message = "Jemand hat das inzwischen geändert. Bitte vergleichen Sie Ihre Eingaben mit dem neuen Stand."


class NotAllowed(RecordError):
    """The right for this step is missing."""

    message = "Für diesen Schritt fehlt Ihnen das Recht."


class WrongState(RecordError):
    """The step does not go from the state things are in now."""

    message = "Dieser Schritt ist im jetzigen Stand nicht möglich."


class SomethingMissing(RecordError):
    """A step needs something that is not there; the text says what."""


class KeyMissing(RecordError):
    """A sealed value cannot be opened: the key is another one, or the value was altered."""

    message = "Das lässt sich nicht entschlüsseln: Der Schlüssel fehlt, oder die Daten wurden verändert."


class NotServed(RecordError):
    """A document is not given out; the text says why."""


class UnreadableFile(RecordError):
    """A file is not what it should be; the text says what to do."""


class StorageFull(RecordError):
    """The disk took no more bytes; nothing of the file was kept."""

    message = "Der Speicher des Servers ist voll. Die Datei wurde nicht aufgenommen. Bitte geben Sie der IT Bescheid."


class DamagedFile(RecordError):
    """What lies on the disk is not what was stored."""

    message = "Diese Datei ist beschädigt und wird nicht ausgegeben. Bitte fordern Sie das Schriftstück neu an."
