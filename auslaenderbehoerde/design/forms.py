"""How a form field is drawn: KERN's classes on the controls, hints and errors tied to them."""

from collections.abc import Iterator

from django.forms import BaseForm, widgets
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

CONTROL_CLASSES = (
    (widgets.CheckboxSelectMultiple, "kern-form-check__checkbox"),
    (widgets.CheckboxInput, "kern-form-check__checkbox"),
    (widgets.RadioSelect, "kern-form-check__radio"),
    (widgets.Select, "kern-form-input__select"),
)
NARROW = (2, 4)  # lengths for which KERN has a narrow input


def kind(field: BoundField) -> str:
    """Which drawing a field needs: hidden, check, choices, parts, select, file or input."""
    widget = field.field.widget
    kinds = (
        ("hidden", widget.is_hidden),
        ("check", isinstance(widget, widgets.CheckboxInput)),
        ("choices", isinstance(widget, widgets.RadioSelect)),
        ("parts", isinstance(widget, widgets.MultiWidget)),
        ("select", isinstance(widget, widgets.Select)),
        ("file", isinstance(widget, widgets.FileInput)),
    )
    return next((name for name, matches in kinds if matches), "input")


def css_class(widget: widgets.Widget, *, failed: bool) -> str:
    """KERN's class for a control, with its red variant after a failed check."""
    name = next((name for kind, name in CONTROL_CLASSES if isinstance(widget, kind)), "kern-form-input__input")
    length = widget.attrs.get("maxlength")
    return " ".join(
        filter(
            None,
            [
                widget.attrs.get("class", ""),
                name,
                f"{name}--error" if failed else "",
                f"kern-form-input__input--width-{length}" if length in NARROW else "",
            ],
        )
    )


def control(field: BoundField) -> SafeString:
    """The one input of a simple field."""
    return field.as_widget(attrs={"class": css_class(field.field.widget, failed=bool(field.errors))})


def options(field: BoundField) -> list[BoundWidget]:
    """The radio buttons or checkboxes of a choice, to be drawn one by one."""
    widget = field.field.widget
    attrs = field.build_widget_attrs(
        {"class": css_class(widget, failed=bool(field.errors)), "id": field.id_for_label or field.auto_id}
    )
    return [
        BoundWidget(widget, option, field.form.renderer)
        for option in widget.subwidgets(field.html_name, field.value(), attrs)
    ]


def parts(field: BoundField) -> Iterator[dict]:
    """The inputs of a compound field (day, month, year); a part's `aria-label` becomes its visible label."""
    widget = field.field.widget
    attrs = field.build_widget_attrs({"id": field.auto_id})
    drawn = widget.get_context(field.html_name, field.value(), attrs)["widget"]["subwidgets"]
    for part, data in zip(widget.widgets, drawn, strict=True):
        label = data["attrs"].pop("aria-label", "")
        data["attrs"]["class"] = css_class(part, failed=bool(field.errors))
        yield {
            "label": label,
            "id": data["attrs"].get("id", ""),
            "control": BoundWidget(part, data, field.form.renderer).tag(),
        }


def focus_id(field: BoundField) -> str:
    """The id of the first control of a field, also inside a group of controls."""
    drawing = kind(field)
    if drawing == "parts":
        return next(parts(field))["id"]
    if drawing == "choices":
        return next((option.id_for_label for option in options(field)), field.auto_id)
    return field.id_for_label


def errors_of(field: BoundField) -> SafeString:
    """Nothing, or the errors under the id that Django's `aria-describedby` points at."""
    if not field.errors:
        return SafeString("")
    return format_html(
        '<div class="kern-error" id="{}_error"><span class="kern-icon kern-icon--danger" aria-hidden="true"></span>'
        "<div>{}</div></div>",
        field.auto_id,
        format_html_join("", '<p class="kern-body">{}</p>', ((error,) for error in field.errors)),
    )


def error_count(form: BaseForm) -> int:
    """How many things a person has to correct."""
    return sum(len(errors) for errors in form.errors.values())
