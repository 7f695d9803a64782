"""What can be taken: ingredients, compounds, products and their units."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.models import Person, new_id


class ProductCategory(models.TextChoices):
    """The same words as `tracker.clinical.facts.Category`."""

    LAXATIVE = "laxative", _("Laxative")
    ANTACID = "antacid", _("Antacid")
    SUPPLEMENT = "supplement", _("Supplement")
    BOWEL_PREPARATION = "bowel_preparation", _("Bowel preparation")
    MEDICINE = "medicine", _("Medicine")
    BINDER = "binder", _("Phosphate binder")
    DRINK = "drink", _("Drink")
    INJECTION = "injection", _("Injection")


class Ingredient(models.Model):
    """A substance that matters beside magnesium, by its code (`aluminium`)."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Compound(models.Model):
    """A magnesium salt: its formula, and the fraction of its mass that is magnesium."""

    name = models.CharField(max_length=160, unique=True)
    formula = models.CharField(max_length=80)
    molar_mass_g_mol = models.DecimalField(max_digits=9, decimal_places=3)
    elemental_fraction = models.DecimalField(max_digits=7, decimal_places=6)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(elemental_fraction__gt=0, elemental_fraction__lt=1), name="compound_fraction_in_range"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """Something on a shelf. With an `owner` it is private to that person; else it is in the catalogue."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="products")
    name = models.CharField(_("name"), max_length=160)
    brand = models.CharField(_("maker"), max_length=120, blank=True)
    market = models.CharField(_("market"), max_length=20, blank=True)
    category = models.CharField(_("kind"), max_length=17, choices=ProductCategory.choices)
    form = models.CharField(_("form"), max_length=40, blank=True)
    label_max_units_per_day = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    kidney_warning = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    verified = models.BooleanField(default=False)
    needs_review = models.BooleanField(default=False)
    retired = models.BooleanField(default=False)
    search_text = models.CharField(max_length=400, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["owner", "name"], name="product_owner_name")]
        constraints = [
            models.CheckConstraint(condition=Q(category__in=ProductCategory.values), name="product_category_known")
        ]

    def __str__(self) -> str:
        return self.name


class ProductUnit(models.Model):
    """One way to count a product. The amount is a ratio, exactly as on the label: 500 mg per 15 mL.

    `elemental_mg` is None when the label does not tell: unknown, never zero. `label_units` says how
    many of the label's own units `per_amount` of this one make, for the label's daily maximum.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="units")
    name = models.CharField(max_length=40)
    per_amount = models.DecimalField(max_digits=9, decimal_places=3, default=Decimal(1))
    elemental_mg = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    label_units = models.DecimalField(max_digits=9, decimal_places=3, default=Decimal(1))
    compound = models.CharField(max_length=160, blank=True)
    compound_mg = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    usual_amount = models.DecimalField(max_digits=9, decimal_places=3, default=Decimal(1))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="unit_name_once"),
            models.CheckConstraint(condition=Q(per_amount__gt=0), name="unit_per_amount_above_zero"),
            models.CheckConstraint(
                condition=Q(elemental_mg__isnull=True) | Q(elemental_mg__gte=0), name="unit_mg_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductIngredient(models.Model):
    """Another ingredient of a product; `mg` per the label's unit, None when the label does not tell."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="ingredients")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    mg = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "ingredient"], name="product_ingredient_once")]

    def __str__(self) -> str:
        return str(self.ingredient_id)
