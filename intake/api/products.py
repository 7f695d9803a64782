"""`/products/`: the catalogue, and what people add for themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from intake.models import Product, ProductCategory
from intake.selectors.products import search_products, visible_products
from intake.services.products import create_product
from tracker.api.base import ApiView, read_body, read_query, signed_in
from tracker.api.conditional import one_object
from tracker.api.fields import AmountField, IdField, Shape, StrictSerializer, TextField
from tracker.api.idempotency import once
from tracker.api.pagination import PageQuery, ranked_page
from tracker.api.schema import ETAG, IDEMPOTENCY_KEY, IF_NONE_MATCH, page_of, problems
from tracker.clinical.terms import Substance
from tracker.models import Person

RATIO = gettext_lazy("`per_amount` of this unit hold this much, as on the label: 15 mL hold 500 mg.")


class ProductUnitSerializer(Shape):
    """One way to count a product. `elemental_mg` is null when the label does not tell."""

    unit = serializers.CharField(source="name")
    per_amount = AmountField()
    elemental_mg = AmountField(allow_null=True, help_text=RATIO)
    compound = serializers.CharField()
    compound_mg = AmountField(allow_null=True)


class OtherIngredientSerializer(Shape):
    """Another ingredient that matters; `mg` in the label's unit, null when the label does not tell."""

    ingredient = serializers.CharField(source="ingredient_id")
    mg = AmountField(allow_null=True)


class ProductSerializer(Shape):
    """A product of the catalogue, or (`own`) one that only the caller's own person sees."""

    id = IdField()
    name = serializers.CharField()
    brand = serializers.CharField()
    market = serializers.CharField()
    category = serializers.ChoiceField(choices=ProductCategory.values)
    form = serializers.CharField()
    units = ProductUnitSerializer(many=True)
    label_max_units_per_day = AmountField(allow_null=True)
    kidney_warning = serializers.CharField()
    source_ = serializers.CharField()
    verified = serializers.BooleanField()
    other = OtherIngredientSerializer(many=True, source="ingredients")
    own = serializers.SerializerMethodField()

    def get_own(self, product: Product) -> bool:
        """Whether it is private."""
        return product.owner_id is not None


class ProductQuery(PageQuery):
    """Words of the name, the maker or the compound; a blank search lists everything."""

    search = TextField(required=False, max_length=100, allow_blank=True)
    category = serializers.ChoiceField(choices=ProductCategory.values, required=False)


class NewUnitSerializer(StrictSerializer):
    """What the label counts in, and what that much of it holds."""

    unit = TextField(max_length=40)
    per_amount = AmountField(required=False)
    elemental_mg = AmountField(required=False, allow_null=True, help_text=RATIO)
    compound = TextField(max_length=160, required=False, allow_blank=True)
    compound_mg = AmountField(required=False, allow_null=True)


class NewIngredientSerializer(StrictSerializer):
    """Another ingredient, and how many mg of it one label unit holds, where the label tells."""

    ingredient = serializers.ChoiceField(choices=[substance.value for substance in Substance])
    mg = AmountField(required=False, allow_null=True)


class NewProductSerializer(StrictSerializer):
    """A product from a label in the hand: one unit, as printed; a volume also gets mL."""

    name = TextField(max_length=160)
    brand = TextField(max_length=120, required=False, allow_blank=True)
    category = serializers.ChoiceField(choices=ProductCategory.values)
    form = TextField(max_length=40, required=False, allow_blank=True)
    units = serializers.ListField(child=NewUnitSerializer(), min_length=1, max_length=1)
    label_max_units_per_day = AmountField(required=False, allow_null=True)
    other = serializers.ListField(child=NewIngredientSerializer(), required=False, max_length=len(Substance))
    # Ours to say, not the caller's.
    id = IdField(read_only=True)
    market = serializers.CharField(read_only=True)
    kidney_warning = serializers.CharField(read_only=True)
    source_ = serializers.CharField(read_only=True)
    verified = serializers.BooleanField(read_only=True)
    own = serializers.BooleanField(read_only=True)

    def validate_other(self, rows: list[dict[str, Any]]) -> dict[Substance, Decimal | None]:
        """The amounts by substance; one that is named twice would leave the choice to us."""
        amounts = {Substance(row["ingredient"]): row.get("mg") for row in rows}
        if len(amounts) < len(rows):
            raise ValidationError(_("Name each ingredient once."), code="twice")
        return amounts


class ProductsView(ApiView):
    """The catalogue and the caller's own products."""

    # The service speaks of one unit; the contract has a list of them.
    pointers: ClassVar = {
        name: f"units/0/{name}" for name in ("unit", "per_amount", "elemental_mg", "compound", "compound_mg")
    }

    @extend_schema(operation_id="search_products", parameters=[ProductQuery], responses=page_of(ProductSerializer))
    def get(self, request: Request) -> Response:
        """Search products, the best match first."""
        wanted = read_query(request, ProductQuery)
        person, words, category = _own_person(request), wanted.get("search", ""), wanted.get("category", "")

        def fetch(limit: int) -> list[Product]:
            found = search_products(person, words, category=category, limit=limit)
            prefetch_related_objects(found, "ingredients")
            return found

        return ranked_page(request, fetch, _shown)

    @extend_schema(
        operation_id="create_product",
        parameters=[IDEMPOTENCY_KEY, ETAG],
        request=NewProductSerializer,
        responses={201: ProductSerializer, 200: ProductSerializer, **problems(422)},
    )
    def post(self, request: Request) -> Response:
        """Add a product that only the caller's own person sees."""
        return once(request, lambda: self._create(request), now=self.now)

    def _create(self, request: Request) -> Response:
        said = read_body(request, NewProductSerializer)
        owner = _own_person(request)
        if owner is None:
            raise ValidationError([ErrorDetail(_("A product needs a person of your own."), code="no_person")])
        unit = {"per_amount": 1, **said.pop("units")[0]}
        product = create_product(owner=owner, now=self.now, **said, **unit)
        return Response(_shown(product), status=201)


class ProductView(ApiView):
    """One product."""

    @extend_schema(operation_id="show_product", parameters=[IF_NONE_MATCH, ETAG], responses=ProductSerializer)
    def get(self, request: Request, product_id: UUID) -> Response:
        """Show a product of the catalogue, or one of the caller's own."""
        product = visible_products(_own_person(request)).filter(pk=product_id).first()
        if product is None:
            raise NotFound
        return one_object(request, _shown(product))


def _own_person(request: Request) -> Person | None:
    return Person.objects.filter(account=signed_in(request)).first()


def _shown(product: Product) -> dict[str, Any]:
    shown: dict[str, Any] = ProductSerializer(product).data
    return shown
