"""`/people/{p}/totals/`: magnesium per day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from intake.api.verdicts import ShareSerializer
from intake.selectors.totals import daily_totals
from tracker.api.base import ApiView, read_query
from tracker.api.fields import AmountField, DayField, Shape, StrictSerializer, decimal_text
from tracker.api.pagination import MAX_PAGE_SIZE, single_page
from tracker.api.schema import page_of
from tracker.clinical.assessment import ProductShare
from tracker.clinical.moments import day_of
from tracker.clinical.totals import Total
from tracker.models import Scope

USUAL_DAYS = 7


class TotalsQuery(StrictSerializer):
    """Both days are included; the last seven without them, 200 at most."""

    from_ = DayField(required=False)
    to = DayField(required=False)


class DayTotalSerializer(Shape):
    """Elemental magnesium by mouth on one day, in the zone where the person lived; `at_least`: some is not known."""

    date = DayField()
    elemental_mg = AmountField()
    at_least = serializers.BooleanField()
    by_category = serializers.DictField(child=AmountField())
    by_product = ShareSerializer(many=True)


class TotalsView(ApiView):
    """Magnesium per day."""

    @extend_schema(operation_id="list_totals", parameters=[TotalsQuery], responses=page_of(DayTotalSerializer))
    def get(self, request: Request, person_id: UUID) -> Response:
        """List the totals per day, oldest first, days without a dose among them. Needs the scope `see_doses`."""
        person = self.person(person_id, need=Scope.SEE_DOSES, look="totals")
        wanted = read_query(request, TotalsQuery)
        last = wanted.get("to") or day_of(self.now, person.time_zone)
        first = wanted.get("from") or last - timedelta(days=USUAL_DAYS - 1)
        _check(first, last)
        return single_page([_shown(day, total) for day, total in daily_totals(person, first, last)])


def _check(first: date, last: date) -> None:
    days = (last - first).days + 1
    if days < 1:
        raise ValidationError({"to": [ErrorDetail(_("The end is before the start."), code="ends_before_start")]})
    if days > MAX_PAGE_SIZE:
        raise ValidationError({"to": [ErrorDetail(_("Ask for 200 days at most."), code="too_long")]})


def _shown(day: date, total: Total) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "elemental_mg": decimal_text(total.elemental_mg),
        "at_least": total.at_least,
        "by_category": {category.value: decimal_text(amount) for category, amount in total.by_category.items()},
        "by_product": [_shown_share(share) for share in total.by_product],
    }


def _shown_share(share: ProductShare) -> dict[str, Any]:
    return {
        "product": str(share.product_id),
        "product_name": share.product_name,
        "elemental_mg": None if share.elemental_mg is None else decimal_text(share.elemental_mg),
        "share": None if share.share is None else decimal_text(share.share),
    }
