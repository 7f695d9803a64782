"""`/people/{p}/limits/`: what a prescriber allows. It stands here because a limit may name a product."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from intake.models import Product
from tracker.api.base import ApiView, read_body, read_query, signed_in
from tracker.api.fields import AmountField, DayField, IdField, InstantField, Shape, StrictSerializer, TextField
from tracker.api.idempotency import once
from tracker.api.pagination import CursorPages, PageQuery
from tracker.api.schema import IDEMPOTENCY_KEY, page_of, problems
from tracker.models import Person, PrescriberLimit, Scope
from tracker.services.limits import record_limit, retract_limit


class NewLimitSerializer(StrictSerializer):
    """How much magnesium a prescriber allows a day, of one product or (without one) of all, and until when."""

    product = IdField(required=False, allow_null=True, source="product_id")
    elemental_mg_per_day = AmountField()
    prescriber = TextField(max_length=120)
    from_ = DayField(source="valid_from")
    until = DayField(source="valid_until")
    # Ours to say.
    id = IdField(read_only=True)
    recorded_at = InstantField(read_only=True)


class LimitSerializer(Shape):
    """A prescriber's limit on file; it holds from the start of `from` to the end of `until`."""

    id = IdField()
    product = IdField(allow_null=True, source="product_id")
    elemental_mg_per_day = AmountField()
    prescriber = serializers.CharField()
    from_ = DayField(source="valid_from")
    until = DayField(source="valid_until")
    recorded_at = InstantField()


class LimitPages(CursorPages):
    """What began last first."""

    field = "valid_from"


class LimitsView(ApiView):
    """A person's limits."""

    pointers: ClassVar = {"valid_from": "from", "valid_until": "until", "product_id": "product"}

    @extend_schema(operation_id="list_limits", parameters=[PageQuery], responses=page_of(LimitSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """List limits, what began last first; those taken back are left out. Needs the scope `see_health`."""
        person = self.person(person_id, need=Scope.SEE_HEALTH, look="limits")
        read_query(request, PageQuery)
        pages = LimitPages()
        limits = PrescriberLimit.objects.filter(person=person, retracted_at__isnull=True)
        rows = pages.paginate_queryset(limits, request)
        return pages.get_paginated_response([shown_limit(row) for row in rows])

    @extend_schema(
        operation_id="record_limit",
        parameters=[IDEMPOTENCY_KEY],
        request=NewLimitSerializer,
        responses={201: LimitSerializer, 200: LimitSerializer, **problems(422)},
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """File a prescriber's limit; the person is judged again. Needs the scope `manage`.

        The very same limit, filed already, answers 200 as it stands.
        """
        person = self.person(person_id, need=Scope.MANAGE)
        return once(request, lambda: self._record(person, request), now=self.now)

    def _record(self, person: Person, request: Request) -> Response:
        said = read_body(request, NewLimitSerializer)
        product_id = said.get("product_id")
        if product_id is not None and not _knows_product(person, product_id):
            unknown = ErrorDetail(_("This product is not known."), code="unknown_product")
            raise ValidationError({"product": [unknown]})
        limit = record_limit(person=person, by=signed_in(request), now=self.now, **said)
        return Response(shown_limit(limit), status=201 if limit.recorded_at == self.now else 200)


class LimitView(ApiView):
    """One limit."""

    @extend_schema(operation_id="retract_limit", request=None, responses={204: None})
    def delete(self, request: Request, person_id: UUID, limit_id: UUID) -> Response:
        """Take back a limit; the person is judged again. Needs the scope `manage`."""
        person = self.person(person_id, need=Scope.MANAGE)
        retract_limit(person=person, limit_id=limit_id, by=signed_in(request), now=self.now)
        return Response(status=204)


def _knows_product(person: Person, product_id: UUID) -> bool:
    # One that was taken out of the catalogue may still be in the cupboard, and allowed.
    return Product.objects.filter(Q(owner=None) | Q(owner=person), pk=product_id).exists()


def shown_limit(row: PrescriberLimit) -> dict[str, Any]:
    """A limit as the API answers it."""
    shown: dict[str, Any] = LimitSerializer(row).data
    return shown
