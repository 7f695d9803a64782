"""The tables of `intake`: the public face of this package."""

from intake.models.doses import Dose, DoseRevision, RevisionAction
from intake.models.plans import Plan, ZoneMode
from intake.models.products import (
    Compound,
    Ingredient,
    Product,
    ProductCategory,
    ProductIngredient,
    ProductUnit,
)

__all__ = [
    "Compound",
    "Dose",
    "DoseRevision",
    "Ingredient",
    "Plan",
    "Product",
    "ProductCategory",
    "ProductIngredient",
    "ProductUnit",
    "RevisionAction",
    "ZoneMode",
]
