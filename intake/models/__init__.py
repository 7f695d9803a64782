"""The tables of `intake`: the public face of this package."""

from intake.models.doses import Dose, DoseRevision, RevisionAction
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
    "Product",
    "ProductCategory",
    "ProductIngredient",
    "ProductUnit",
    "RevisionAction",
]
