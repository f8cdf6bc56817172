"""Who looked at what: a log that is only ever added to."""

from django.db import models


class AccessRecord(models.Model):
    """One reading, search, export or download (§ 76 BDSG as a yardstick for the protocol).

    The table is partitioned by month in its migration; a trigger refuses every change, and a whole month is
    dropped when its retention is over (`eakte.protocol`). `subject` is an identifier, never a name; what somebody
    typed into a search is sealed in `words`.
    """

    class Deed(models.TextChoices):
        READ = "read", "gelesen"
        SEARCH = "search", "gesucht"
        LIST = "list", "Liste gesehen"
        EXPORT = "export", "ausgegeben"
        DOWNLOAD = "download", "heruntergeladen"
        PREVIEW = "preview", "angesehen"
        ANSWER = "answer", "Auskunft erteilt"
        ERASED = "erased", "gelöscht"
        REFUSED = "refused", "abgewiesen"

    id = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField("wann")
    user = models.UUIDField("wer", null=True)
    deed = models.CharField("was", max_length=10, choices=Deed.choices)
    case_file = models.UUIDField("Akte", null=True)
    subject = models.CharField("Gegenstand", max_length=100, blank=True)
    route = models.CharField("Seite", max_length=100, blank=True)
    reference = models.CharField("Aufruf", max_length=16, blank=True)
    words = models.BinaryField("gesucht nach", blank=True)

    class Meta:
        managed = False
        db_table = "eakte_accessrecord"
        verbose_name = "Zugriff"
        verbose_name_plural = "Zugriffe"
        ordering = ["-at"]
        default_permissions = ()
        permissions = [("read_protocol", "Das Zugriffsprotokoll lesen")]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.get_deed_display()}"
