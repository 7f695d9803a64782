"""Small parts of the page: icons, form fields, choices by severity."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

SEVERITY_ICONS = frozenset({"note", "caution", "urgent", "emergency"})
FORM_ICONS = (
    ("capsule", "capsule"),
    ("softgel", "capsule"),
    ("tablet", "tablet"),
    ("caplet", "tablet"),
    ("chew", "tablet"),
    ("sachet", "sachet"),
    ("powder", "sachet"),
    ("granules", "sachet"),
)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """One symbol of icons.svg; a word must stand beside it. `size`: small, large or huge."""
    variant = f" icon--{size}" if size else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"></use></svg>',
        variant,
        static("tracker/icons.svg"),
        name,
    )


@register.filter
def severity_icon(severity: str) -> str:
    """The shape of a severity."""
    return severity if severity in SEVERITY_ICONS else "note"


@register.filter
def product_icon(form: str) -> str:
    """The shape of a product, by the form on its label."""
    lowered = form.lower()
    return next((shape for word, shape in FORM_ICONS if word in lowered), "bottle")


@register.inclusion_tag("tracker/_field.html")
def field(bound: BoundField, size: str = "", unit: str = "") -> dict[str, Any]:
    """One labelled field with its hint and its errors; `unit` stands behind the input."""
    return {"field": bound, "widget": control(bound, size), "unit": unit, "kind": kind_of(bound)}


@register.simple_tag
def control(bound: BoundField, size: str = "") -> SafeString:
    """The bare input of a field, tied to its hint and error."""
    attrs: dict[str, Any] = {"class": f"input input--{size}" if size else "input"}
    described = [f"{bound.id_for_label}_error"] if bound.errors else []
    if bound.help_text:
        described.append(f"{bound.id_for_label}_hint")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    bound.field.widget.attrs.pop("placeholder", None)
    return SafeString(bound.as_widget(attrs=attrs))


def kind_of(bound: BoundField) -> str:
    """How a field is laid out: choices, check or input."""
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(bound.field.widget, forms.CheckboxInput) else "input"


@register.filter
def first_name(name: object) -> str:
    """How somebody is called in a sentence; an address stays whole."""
    words = str(name).split()
    return words[0] if words else ""


@register.filter
def initials(name: str) -> str:
    """Two letters for the round badge."""
    words = str(name).split("@")[0].replace(".", " ").split()
    return "".join(word[0] for word in words[:2]).upper()


@register.filter
def first_sentence(action: str) -> str:
    """What to do now: the one thing that stands in bold."""
    first, stop, _rest = action.partition(". ")
    return first + stop.strip()


@register.filter
def later_sentences(action: str) -> str:
    """What stands after it."""
    return action.partition(". ")[2]
