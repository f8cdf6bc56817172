"""Taking over from the specialist software: upload, preview with wrong lines, one button."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from auslaenderbehoerde.design.work import work_page
from eakte import protocol
from eakte.admin.place import clerk, page
from eakte.exceptions import RecordError
from eakte.imports import waiting
from eakte.models import ImportRun

RIGHT = "eakte.take_over_records"
LARGEST = 60_000_000
SHOWN = 30


class ImportForm(forms.Form):
    """What is in the file, and the file."""

    subject = forms.ChoiceField(label="Inhalt", choices=ImportRun.Subject.choices)
    file = forms.FileField(label="CSV-Datei", help_text="UTF-8, Semikolon; der Aufbau steht in docs/import.md.")

    def clean_file(self):
        """Not larger than anything the specialist software writes."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("Die Datei ist größer als 60 MB. Bitte teilen Sie sie.")
        return file


@work_page("uebernahme/", name="eakte_imports", right=RIGHT, room="Akten", title="Übernahme")
def imports(request: HttpRequest) -> HttpResponse:
    """The runs so far, and a new one."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _start(request, form)
    runs = ImportRun.objects.select_related("created_by")[:SHOWN]
    return page(request, "imports.html", title="Übernahme", form=form, runs=runs)


def _start(request: HttpRequest, form: ImportForm) -> HttpResponse:
    data = form.cleaned_data["file"].read()
    try:
        run = waiting.start(subject=form.cleaned_data["subject"], data=data, by=clerk(request), now=timezone.now())
    except RecordError as refusal:
        form.add_error("file", str(refusal))
        return page(request, "imports.html", title="Übernahme", form=form, runs=[], status=400)
    return redirect("admin:eakte_import", run.pk)


@work_page("uebernahme/<uuid:pk>/", name="eakte_import", right=RIGHT)
def import_run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One run: what it would do or has done, the wrong lines, and the button that takes it over."""
    run = get_object_or_404(ImportRun.objects.select_related("created_by"), pk=pk)
    if request.method == "POST":
        return _confirm(request, run)
    return page(request, "import.html", title="Übernahme", run=run)


def _confirm(request: HttpRequest, run: ImportRun) -> HttpResponse:
    try:
        with transaction.atomic():
            waiting.confirm(run=run, now=timezone.now())
            protocol.record(request, protocol.Deed.LIST, subject=f"Übernahme, {run.lines} Zeilen")
    except RecordError as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:eakte_import", run.pk)
