"""Who the office knows: the person, how they are called, where they live, what they travel with."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from auslaenderbehoerde.authority.models import Municipality
from auslaenderbehoerde.identifiers import uuid7
from eakte import names
from eakte.models.merged import not_on_a_merged_person
from eakte.querysets import NamedQuerySet

LONGEST_NAME = 300
STATE_CODE = 3  # ICAO 9303 part 3: three letters, former states among them


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Person(models.Model):
    """A foreign resident, written as in the passport (§ 64 AufenthV).

    Family name or given names may be absent, not both. `search_name` and `sort_key` are made from the names by
    `derive()`: `save` does it, and whoever writes many rows at once calls it. `version` is compared and raised by
    every change, so that of two people who edit at once the second is told.
    """

    class Sex(models.TextChoices):
        FEMALE = "F", "weiblich"
        MALE = "M", "männlich"
        OTHER = "X", "divers oder ohne Angabe"

    class Channel(models.TextChoices):
        MAIL = "mail", "E-Mail"
        LETTER = "letter", "Brief"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    family_name = models.TextField("Familienname", blank=True)
    given_names = models.TextField("Vornamen", blank=True)
    search_name = models.TextField(editable=False)
    sort_key = models.TextField(editable=False, db_collation="C")
    birth_date = models.CharField("Geburtsdatum", max_length=10, blank=True)  # eakte.dates: known parts only
    birth_place = models.CharField("Geburtsort", max_length=200, blank=True)
    birth_state = models.CharField("Geburtsstaat", max_length=STATE_CODE, blank=True)
    sex = models.CharField("Geschlecht", max_length=1, choices=Sex.choices, blank=True)
    nationalities = ArrayField(
        models.CharField(max_length=STATE_CODE), default=list, blank=True, verbose_name="Staatsangehörigkeiten"
    )
    language = models.CharField("Sprache für Nachrichten", max_length=10, default="de")
    spoken = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name="spricht außerdem")
    email = models.EmailField("E-Mail", blank=True)
    phone = models.CharField("Telefon", max_length=40, blank=True)
    channel = models.CharField("erreichbar über", max_length=10, choices=Channel.choices, default=Channel.LETTER)
    safe_contact = models.BooleanField(
        "nur auf sicherem Weg", default=False, help_text="Kein Brief an die Anschrift, kein Anruf ohne Absprache."
    )
    safe_contact_note = models.CharField("wie zu erreichen", max_length=300, blank=True)
    address_blocked = models.BooleanField(
        "Auskunftssperre", default=False, help_text="§ 51 BMG: Die Anschrift steht in keinem Schreiben."
    )
    external_key = models.CharField("Kennung im Fachverfahren", max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name="zusammengeführt mit",
    )
    created_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        ordering = ["sort_key", "id"]
        permissions = [
            ("view_former_names", "Frühere Namen sehen, die einen besonderen Schutz haben"),
            ("merge_person", "Personen zusammenführen"),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_has_a_name",
                condition=~Q(family_name="", given_names=""),
                violation_error_message="Familienname oder Vornamen fehlen.",
            ),
            models.CheckConstraint(
                name="person_names_have_300_characters",
                condition=LessThanOrEqual(Length("family_name"), LONGEST_NAME)
                & LessThanOrEqual(Length("given_names"), LONGEST_NAME),
                violation_error_message=f"Ein Name hat höchstens {LONGEST_NAME} Zeichen.",
            ),
            models.CheckConstraint(
                name="person_birth_date_has_known_parts",
                condition=Q(birth_date__regex=r"^$|^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"),
                violation_error_message="Das Geburtsdatum besteht aus Jahr, Monat und Tag oder dem, was bekannt ist.",
            ),
            models.UniqueConstraint(
                "external_key",
                condition=~Q(external_key=""),
                name="person_once_per_external_key",
                violation_error_message="Diese Kennung des Fachverfahrens gehört schon zu einer anderen Person.",
            ),
            models.CheckConstraint(
                name="person_is_not_merged_into_herself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="Eine Person lässt sich nicht mit sich selbst zusammenführen.",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_name"], opclasses=["gin_trgm_ops"], name="person_by_name"),
            # By its beginning: a year alone is asked for as well, and collations other than "C" find no beginnings.
            models.Index(
                fields=["birth_date", "search_name"],
                opclasses=["varchar_pattern_ops", "text_pattern_ops"],
                name="person_by_birth_date",
            ),
            models.Index("sort_key", "id", name="person_in_order"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs) -> None:
        self.derive()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_name", "sort_key"}
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Bring search form and sort key in line with the names."""
        self.search_name = names.searchable(self.family_name, self.given_names)
        self.sort_key = names.sort_key(f"{self.family_name}, {self.given_names}")

    @property
    def full_name(self) -> str:
        """Given names and family name as in the passport."""
        return f"{self.given_names} {self.family_name}".strip()

    @property
    def listed_name(self) -> str:
        """Family name first, as in lists; a single name stands alone."""
        return ", ".join(part for part in (self.family_name, self.given_names) if part)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OtherName(models.Model):
    """How a person is or was called besides the passport: searched, shown with its source.

    `protected` ones (a name before a change of the sex entry, §§ 13, 14 SBGG) are an access class of their own:
    found by nobody and shown only to those with the right.
    """

    class Kind(models.TextChoices):
        BIRTH = "birth", "Geburtsname"
        EARLIER = "earlier", "früherer Name"
        SPELLING = "spelling", "andere Schreibweise"
        ALIAS = "alias", "auch bekannt als"
        GERMAN = "german", "Name nach deutschem Recht"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="other_names", verbose_name="Person")
    kind = models.CharField("Art", max_length=10, choices=Kind.choices)
    family_name = models.TextField("Familienname", blank=True)
    given_names = models.TextField("Vornamen", blank=True)
    search_name = models.TextField(editable=False)
    source = models.CharField("Quelle", max_length=200, help_text="Woher wir das wissen, zum Beispiel „Pass von 2019“.")
    protected = models.BooleanField("besonders geschützt", default=False)
    recorded_at = models.DateTimeField("erfasst", default=timezone.now, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        triggers = [not_on_a_merged_person()]
        verbose_name = "anderer Name"
        verbose_name_plural = "andere Namen"
        ordering = ["person", "kind", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="other_name_has_a_name",
                condition=~Q(family_name="", given_names=""),
                violation_error_message="Familienname oder Vornamen fehlen.",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_name"], opclasses=["gin_trgm_ops"], name="other_name_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Bring the search form in line with the name."""
        self.search_name = names.searchable(self.family_name, self.given_names)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Address(models.Model):
    """Where a person lives or lived; the one without an end is where letters go."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses", verbose_name="Person")
    care_of = models.CharField("c/o oder Name am Briefkasten", max_length=200, blank=True)
    street = models.CharField("Straße und Hausnummer", max_length=200, blank=True)
    addition = models.CharField("Zusatz", max_length=200, blank=True, help_text="Zum Beispiel „2. OG, Zimmer 14“.")
    postcode = models.CharField("Postleitzahl", max_length=12, blank=True)
    city = models.CharField("Ort", max_length=150)
    state = models.CharField("Staat", max_length=STATE_CODE, default="DEU")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Gemeinde"
    )
    valid_from = models.DateField("seit", null=True, blank=True)
    valid_until = models.DateField("bis", null=True, blank=True)

    class Meta:
        triggers = [not_on_a_merged_person()]
        verbose_name = "Anschrift"
        verbose_name_plural = "Anschriften"
        ordering = ["person", F("valid_until").desc(nulls_first=True), "-id"]
        constraints = [
            models.UniqueConstraint(
                "person",
                condition=Q(valid_until__isnull=True),
                name="address_one_current_per_person",
                violation_error_message="Eine Person hat eine gültige Anschrift. Beenden Sie zuerst die alte.",
            ),
            models.CheckConstraint(
                name="address_ends_after_start",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                violation_error_message="Das Ende liegt vor dem Anfang.",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postcode} {self.city}".strip()) if part)

    @property
    def lines(self) -> list[str]:
        """The address as a letter writes it, below the name."""
        care_of = f"c/o {self.care_of}" if self.care_of else ""
        parts = [care_of, self.street, self.addition, f"{self.postcode} {self.city}".strip()]
        return [part for part in parts if part]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["number_sealed"])
class Passport(models.Model):
    """A travel document of a person; all must be shown (§ 57 AufenthV). The number is sealed and found by its hash."""

    class Kind(models.TextChoices):
        NATIONAL = "national", "Nationalpass"
        SERVICE = "service", "Dienst- oder Diplomatenpass"
        REFUGEE = "refugee", "Reiseausweis für Flüchtlinge"
        FOREIGNER = "foreigner", "Reiseausweis für Ausländer"
        STATELESS = "stateless", "Reiseausweis für Staatenlose"
        SUBSTITUTE = "substitute", "Ausweisersatz"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="passports", verbose_name="Person")
    kind = models.CharField("Art", max_length=12, choices=Kind.choices, default=Kind.NATIONAL)
    number_sealed = models.TextField(editable=False)
    number_hash = models.CharField(max_length=64, editable=False)
    state = models.CharField("ausgestellt von (Staat)", max_length=STATE_CODE)
    issued_on = models.DateField("ausgestellt am", null=True, blank=True)
    valid_until = models.DateField("gültig bis", null=True, blank=True)
    recorded_at = models.DateTimeField("erfasst", default=timezone.now, editable=False)

    class Meta:
        triggers = [not_on_a_merged_person()]
        verbose_name = "Pass"
        verbose_name_plural = "Pässe"
        ordering = ["person", F("valid_until").desc(nulls_last=True)]
        constraints = [
            models.UniqueConstraint("person", "number_hash", "state", name="passport_once_per_person"),
        ]
        indexes = [models.Index("number_hash", name="passport_by_number")]

    def __str__(self) -> str:
        return self.get_kind_display()
