"""Products that people add themselves, from a label in their hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from intake.models import Compound, Product, ProductIngredient, ProductUnit
from intake.selectors.search_text import build_search_text, normalise
from intake.services.catalogue.compounds import elemental_of, matching_compounds
from intake.services.catalogue.ingredients import ingredients_told
from intake.services.catalogue.units import UnitTextError, product_units, read_label_unit
from tracker.clinical.terms import Substance
from tracker.models import Person

# No label has that much in one unit; it also keeps the largest dose inside its column.
MOST_MG_PER_UNIT = Decimal(50_000)

# "400 mg tablet" is a strength, not a way to count: read as 400 of something, it would hide nearly all magnesium.
_WEIGHT_OR_FRACTION = re.compile(r"\d\s*(?:mg|mcg|µg|g|mmol|meq|iu)\b|[/,]", re.IGNORECASE)
UNIT_IS_STRENGTH = _("Write how it is counted, like tablet, 15 mL or 3 capsules. The strength has its own field.")
_MAGNESIUM_ITSELF = {"", "magnesium", "mg", "elemental magnesium", "magnesium elemental"}
_PRODUCT_FIELDS = {"name", "brand", "category", "form", "label_max_units_per_day"}
_UNIT_FIELDS = {"name", "per_amount", "elemental_mg", "compound", "compound_mg"}
_ABOVE_ZERO = ("per_amount", "compound_mg", "label_max_units_per_day")

NOT_POSITIVE = _("Enter a number that is more than zero.")
NEGATIVE = _("Enter zero or a number that is more than zero.")
TOO_LARGE = _("This is more magnesium than a product can hold. Check the label again.")
MORE_THAN_COMPOUND = _("The magnesium cannot weigh more than the compound that holds it. Check the label again.")
COMPOUND_NEEDED = _(
    "Name the compound, such as magnesium oxide. If the label gives the magnesium itself, write it there."
)
OTHER_OUT_OF_RANGE = _("Write how many mg of it are in one unit, or leave it empty.")
UNIT_UNREADABLE = _("Write what the label counts in, such as tablet or 15 mL.")

Errors = dict[str, list[ValidationError]]


def create_product(
    *,
    owner: Person,
    name: str,
    category: str,
    unit: str,
    per_amount: Decimal,
    now: datetime,
    elemental_mg: Decimal | None = None,
    compound: str = "",
    compound_mg: Decimal | None = None,
    brand: str = "",
    form: str = "",
    label_max_units_per_day: Decimal | None = None,
    other: Mapping[Substance, Decimal | None] = MappingProxyType({}),
) -> Product:
    """Add a product that only its owner sees. `elemental_mg` and `compound_mg` are what `per_amount` `unit`s hold.

    `other` says what else is in it, in mg per label unit where known; what name, compound and form tell is added.

    `label_max_units_per_day` counts `unit`s. Without `elemental_mg` it is computed from the compound, the richest of
    all that the name may mean; with neither it stays unknown. A volume also gets mL. `needs_review` is set as
    `elemental_of` says. Bad input raises ValidationError by argument name and writes nothing; the codes are Django's
    field codes and `not_positive`, `negative`, `too_large`, `more_than_compound`, `compound_needed`, `unknown_unit`.
    """
    product = Product(
        owner=owner, name=name.strip(), brand=brand.strip(), category=category, form=form.strip(), created_at=now
    )
    product.label_max_units_per_day = label_max_units_per_day
    label = ProductUnit(
        name=" ".join(unit.split()), per_amount=per_amount, elemental_mg=elemental_mg, compound_mg=compound_mg
    )
    label.compound = compound.strip()
    _check_said(product, label)
    _check_other(other)
    _store(product, label, other)
    return product


def refresh_search_text(*, product: Product) -> None:
    """Let a product be found by what its stored name, maker, units and ingredients say now."""
    units = list(product.units.all())
    meant = _compounds_meant(units[0]) if units else []
    codes = product.ingredients.values_list("ingredient_id", flat=True)
    product.search_text = _search_text(product, units, meant, codes)
    product.save(update_fields=["search_text"])


def _store(product: Product, label: ProductUnit, other: Mapping[Substance, Decimal | None]) -> None:
    """Save a product with all ways to count it and what else is in it; `label` is its unit as the label has it."""
    meant = _compounds_meant(label)
    elemental = elemental_of(label_mg=label.elemental_mg, compound_mg=label.compound_mg, compounds=meant)
    units = _units(product, label, elemental.mg)
    # Nothing is magnesium through and through: the same number twice means that one of them is wrong.
    twice = bool(label.elemental_mg) and label.elemental_mg == label.compound_mg
    product.needs_review = elemental.needs_review or twice
    told = ingredients_told({"product": product.name, "compound": label.compound, "form": product.form})
    amounts = {**dict.fromkeys(sorted(told)), **{code.value: mg for code, mg in other.items()}}
    product.search_text = _search_text(product, units, meant, amounts)
    with transaction.atomic():
        product.save(force_insert=True)
        ProductUnit.objects.bulk_create(units)
        ProductIngredient.objects.bulk_create(
            ProductIngredient(product=product, ingredient_id=code, mg=mg) for code, mg in amounts.items()
        )


def _search_text(
    product: Product, units: Iterable[ProductUnit], meant: Iterable[Compound], codes: Iterable[str] = ()
) -> str:
    said = dict.fromkeys(unit.compound for unit in units)
    return build_search_text(product.name, [product.brand, *said, *(salt.formula for salt in meant), *codes])


def _compounds_meant(label: ProductUnit) -> list[Compound]:
    if label.compound_mg is None or normalise(label.compound) in _MAGNESIUM_ITSELF:
        return []
    return matching_compounds(label.compound, list(Compound.objects.order_by("name")))


def _check_said(product: Product, label: ProductUnit) -> None:
    """Every field by itself first; what they say together only when each can be read."""
    errors = _field_errors(product, _PRODUCT_FIELDS) | _field_errors(label, _UNIT_FIELDS, {"name": "unit"})
    for field in _ABOVE_ZERO:
        value = getattr(product if field in _PRODUCT_FIELDS else label, field)
        if field not in errors and value is not None and value <= 0:
            errors[field] = [ValidationError(NOT_POSITIVE, code="not_positive")]
    if not errors:
        errors = _contradictions(label)
    if errors:
        raise ValidationError(errors)


def _check_other(other: Mapping[Substance, Decimal | None]) -> None:
    """An amount may be unknown; none at all would be no ingredient."""
    for mg in other.values():
        if mg is not None and not 0 < mg <= MOST_MG_PER_UNIT:
            raise ValidationError({"other": [ValidationError(OTHER_OUT_OF_RANGE, code="out_of_range")]})


def _field_errors(row: Product | ProductUnit, fields: set[str], renamed: dict[str, str] | None = None) -> Errors:
    """What Django says about these fields, under the names that the caller knows."""
    names = renamed or {}
    try:
        row.clean_fields(exclude={"owner", "product"})
    except ValidationError as error:
        return {names.get(field, field): list(found) for field, found in error.error_dict.items() if field in fields}
    return {}


def _contradictions(label: ProductUnit) -> Errors:
    elemental, compound = label.elemental_mg, label.compound_mg
    if elemental is not None and elemental < 0:
        return {"elemental_mg": [ValidationError(NEGATIVE, code="negative")]}
    if elemental is not None and compound is not None and elemental > compound:
        return {"elemental_mg": [ValidationError(MORE_THAN_COMPOUND, code="more_than_compound")]}
    if elemental is None and compound is not None and normalise(label.compound) in _MAGNESIUM_ITSELF:
        return {"compound": [ValidationError(COMPOUND_NEEDED, code="compound_needed")]}
    return {}


def _units(product: Product, label: ProductUnit, elemental_mg: Decimal | None) -> Sequence[ProductUnit]:
    """The label's unit and what goes with it, bound to the product."""
    if _WEIGHT_OR_FRACTION.search(label.name):
        raise ValidationError({"unit": [ValidationError(UNIT_IS_STRENGTH, code="unknown_unit")]})
    try:
        shapes = read_label_unit(label.name, form=product.form)
    except UnitTextError as error:
        raise ValidationError({"unit": [ValidationError(UNIT_UNREADABLE, code="unknown_unit")]}) from error
    units = product_units(
        shapes,
        elemental_mg=elemental_mg,
        label_units=label.per_amount,
        usual_label_units=label.per_amount,
        compound=label.compound,
        compound_mg=label.compound_mg,
    )
    for unit in units:
        unit.product = product
        if _field_errors(unit, {"name", "per_amount", "usual_amount"}):
            raise ValidationError({"unit": [ValidationError(UNIT_UNREADABLE, code="unknown_unit")]})
        if elemental_mg is not None and elemental_mg > MOST_MG_PER_UNIT * unit.per_amount:
            field = "compound_mg" if label.elemental_mg is None else "elemental_mg"
            raise ValidationError({field: [ValidationError(TOO_LARGE, code="too_large")]})
    return units
