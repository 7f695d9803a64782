"""`/people/{p}/plans/forecast/`: the week ahead."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from intake.api.plan_shapes import ForecastSerializer, shown_forecast
from intake.selectors.forecasts import forecast_payload, forecast_week
from tracker.api.base import ApiView
from tracker.models import Scope


class ForecastView(ApiView):
    """The planned week."""

    @extend_schema(operation_id="forecast_plans", responses=ForecastSerializer)
    def get(self, request: Request, person_id: UUID) -> Response:
        """Judge seven days of all plans, dose by dose, each with the earlier ones taken. Needs `see_doses`.

        What is taken as needed is not counted. The reasons need `see_health` too.
        """
        person = self.person(person_id, need=Scope.SEE_DOSES, look="forecast")
        week = forecast_payload(forecast_week(person, now=self.now), zone=person.time_zone)
        return Response(shown_forecast(week, self.scopes(person)))
