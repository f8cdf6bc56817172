"""The services: what to bring, the forms, the fees."""

from auslaenderbehoerde.catalogue.models import Fee, RequiredDocument, Service, ServiceForm
from auslaenderbehoerde.local.demo.content import LANGUAGES, Content, columns, read


def load_catalogue(content: Content) -> None:
    """All services of the authority, each from its own file."""
    for name in content["services"]:
        values = read(f"services/{name}")
        service = _load_service(values, content)
        _load_documents(service, values.get("documents", []))
        _load_forms(service, content["forms"].get(service.slug, []))
        _load_fees(service, values.get("fees", []))


def _load_service(values: Content, content: Content) -> Service:
    described = values | {"description": _description(values, content)}
    service, _created = Service.objects.update_or_create(slug=values["slug"], defaults=columns(Service, described))
    return service


def _description(values: Content, content: Content) -> dict[str, str]:
    """What is special at this office, then the service, then the hints it shares with others."""
    hints = read("hints")
    parts = [values["description"], *(hints[name]["text"] for name in values.get("hints", []))]
    if remark := content["remarks"].get(values["slug"]):
        parts.insert(0, remark)
    return {language: "\n\n".join(part[language].strip() for part in parts) for language in LANGUAGES}


def _load_documents(service: Service, names: list[str]) -> None:
    documents = read("documents")
    for order, name in enumerate(names):
        values = columns(RequiredDocument, documents[name])
        RequiredDocument.objects.update_or_create(service=service, order=order, defaults=values)


def _load_forms(service: Service, forms: list[Content]) -> None:
    names = read("forms")
    for order, form in enumerate(forms):
        values = columns(ServiceForm, form | names[form["name"]])
        ServiceForm.objects.update_or_create(service=service, order=order, defaults=values)


def _load_fees(service: Service, names: list[str]) -> None:
    fees = read("fees")
    for name in names:
        fee = fees[name]
        note = {language: f"{text} ({fee['paragraph']})" for language, text in fee["note"].items()}
        values = columns(Fee, {"note": note, "amount_cents": fee["cents"]})
        key = {"effective_from": fees["effective_from"], "note_de": values["note_de"]}
        Fee.objects.update_or_create(service=service, **key, defaults=values)
