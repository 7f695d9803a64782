"""Amounts as people read them: the number in their language, bound to its unit."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext, ngettext_lazy

from tracker.selectors.wording import HARD_SPACE, format_mg, format_number

register = template.Library()

# Words for counting products, by the name that the catalogue gives the unit. Others are shown as they are.
COUNTED = {
    "tablet": ngettext_lazy("tablet", "tablets"),
    "caplet": ngettext_lazy("caplet", "caplets"),
    "capsule": ngettext_lazy("capsule", "capsules"),
    "softgel": ngettext_lazy("softgel", "softgels"),
    "chew": ngettext_lazy("chew", "chews"),
    "sachet": ngettext_lazy("sachet", "sachets"),
    "scoop": ngettext_lazy("scoop", "scoops"),
    "serving": ngettext_lazy("serving", "servings"),
    "dose": ngettext_lazy("dose", "doses"),
    "pack": ngettext_lazy("pack", "packs"),
    "dragee": ngettext_lazy("dragee", "dragees"),
    "ampoule": ngettext_lazy("ampoule", "ampoules"),
    "bottle": ngettext_lazy("bottle", "bottles"),
    "teaspoon": ngettext_lazy("teaspoon", "teaspoons"),
    "cup": ngettext_lazy("cup", "cups"),
    "drop": ngettext_lazy("drop", "drops"),
}


@register.filter
def number(value: Decimal | str | None) -> str:
    """A number without idle zeros: 30.000 is 30, 0.500 is 0.5, 1270 is 1,270."""
    return "" if value is None or value == "" else format_number(Decimal(str(value)))


@register.filter
def mg_number(value: Decimal) -> str:
    """The number of `mg` alone, where the unit stands in other letters."""
    return format_number(value, places=1)


@register.filter
def mg(value: Decimal | str | None) -> str:
    """Elemental magnesium: "1,270 mg". Unknown is said, never zero."""
    return gettext("amount not known") if value is None or value == "" else format_mg(Decimal(str(value)))


@register.filter
def quantity(amount: Decimal | str | None, unit: str) -> str:
    """An amount in its unit: "30 mL", "2 tablets", "2 x 15 mL"."""
    if amount is None or amount == "":
        return ""
    shown = number(amount)
    if unit[:1].isdigit():
        return f"{shown}{HARD_SPACE}\N{MULTIPLICATION SIGN}{HARD_SPACE}{unit.replace(' ', HARD_SPACE)}"
    return f"{shown}{HARD_SPACE}{_counted(unit, Decimal(str(amount)))}"


@register.filter
def per_unit(unit: object) -> str:
    """A label's own words: "500 mg in 15 mL", "55 mg in 1 tablet"."""
    known = getattr(unit, "elemental_mg", None)
    amount = quantity(getattr(unit, "per_amount", None), str(getattr(unit, "name", "")))
    if known is None:
        return gettext("amount not on the label")
    return gettext("%(mg)s in %(amount)s") % {"mg": mg(known), "amount": amount}


@register.filter
def percent(share: Decimal | str | None) -> str:
    """A share of 0 to 1 as a percentage without decimals."""
    return "" if share is None or share == "" else f"{number((Decimal(str(share)) * 100).quantize(Decimal(1)))}%"


@register.filter
def percent_width(share: Decimal | str) -> str:
    """A share of 0 to 1 as an SVG attribute, the same in every language."""
    return f"{Decimal(str(share)) * 100:.1f}%"


@register.filter
def plain(value: Decimal) -> str:
    """A number as a machine reads it back, the same in every language."""
    return f"{value.normalize():f}"


@register.filter
def egfr(value: Decimal | str | None) -> str:
    """An eGFR as laboratories print it: whole, cut and never rounded up into a better category."""
    return "" if value is None or value == "" else number(Decimal(int(Decimal(str(value)))))


def _counted(unit: str, amount: Decimal) -> str:
    many = 1 if amount == 1 else 2
    words = [str(COUNTED[word] % many) if word in COUNTED else word for word in unit.split(" ")]
    return " ".join(words)
