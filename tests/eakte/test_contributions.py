"""Whatever hangs on a person, a file or a proceeding is covered by what some app contributes to the case file."""

from django.apps import apps

from eakte.contributions import CONTRIBUTIONS

ROOTS = {"eakte.Person", "eakte.CaseFile", "eakte.Proceeding"}
OURS = ("eakte", "appointments", "applications", "notifications")
HISTORY = "Event"  # written by the database, shown by eakte.changes
THROUGH = {"eakte.CaseFile_readers", "eakte.CaseFileReader", "eakte.IntakeBatch"}


def reached() -> set[str]:
    """Every model of ours with a way of foreign keys to a person, a file or a proceeding."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]
    found = set(ROOTS)
    while True:
        new = {
            model._meta.label
            for model in models
            if model._meta.label not in found and any(_target(field) in found for field in model._meta.concrete_fields)
        }
        if not new:
            return {name for name in found if not name.endswith(HISTORY)}
        found |= new


def _target(field) -> str:
    return field.related_model._meta.label if field.is_relation and field.related_model else ""


def test_every_model_on_the_way_to_a_person_is_covered():
    covered = {name for contribution in CONTRIBUTIONS for name in contribution.covers}

    assert reached() - covered - THROUGH == set()


def test_nothing_is_covered_that_does_not_exist():
    covered = {name for contribution in CONTRIBUTIONS for name in contribution.covers}

    assert covered - {model._meta.label for model in apps.get_models()} == set()
