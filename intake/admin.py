"""The operator's view of the catalogue. Private products of people are not shown here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from intake.models import Product, ProductIngredient, ProductUnit
from intake.services.products import refresh_search_text

if TYPE_CHECKING:
    UnitInlineBase = admin.TabularInline[ProductUnit, Product]
    IngredientInlineBase = admin.TabularInline[ProductIngredient, Product]
    ProductAdminBase = admin.ModelAdmin[Product]
else:
    UnitInlineBase = IngredientInlineBase = admin.TabularInline
    ProductAdminBase = admin.ModelAdmin

# Rows that come from the catalogue's file have ids of this version; the next load would undo a change made here.
FROM_FILE = 5


class UnitInline(UnitInlineBase):
    """The ways to count a product."""

    model = ProductUnit
    extra = 0
    min_num = 1


class IngredientInline(IngredientInlineBase):
    """What is in a product beside magnesium."""

    model = ProductIngredient
    extra = 0


@admin.register(Product)
class ProductAdmin(ProductAdminBase):
    """Catalogue products; those from the file can only be looked at, others belong to the operator."""

    inlines = [UnitInline, IngredientInline]
    list_display = ["name", "brand", "market", "category", "verified", "needs_review", "retired"]
    list_filter = ["category", "verified", "needs_review", "retired", "market"]
    search_fields = ["search_text"]
    exclude = ["owner"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return super().get_queryset(request).filter(owner__isnull=True)

    def has_change_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        return _by_operator(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Not from here, for doses point to products; a private one goes with its owner."""
        return obj is not None and obj.owner_id is not None and super().has_delete_permission(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        refresh_search_text(product=form.instance)


def _by_operator(product: Product | None) -> bool:
    return product is None or product.pk.version != FROM_FILE
