"""`/me/`: the account that is signed in."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.base import ApiView, read_body, signed_in
from tracker.api.conditional import one_object
from tracker.api.fields import IdField, StrictSerializer, TextField
from tracker.api.schema import ETAG, IF_NONE_MATCH
from tracker.models import Person, Region, User
from tracker.services.people import update_person


class MeSerializer(StrictSerializer):
    """`region` belongs to the account's own person, and is null for those who only care for others."""

    id = IdField(read_only=True)
    email = serializers.EmailField(read_only=True)
    name = TextField(max_length=120, allow_blank=True)
    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    timezone = TextField(max_length=64, source="time_zone")
    region = serializers.ChoiceField(choices=Region.choices, allow_null=True, source="person.region")
    person = IdField(read_only=True, allow_null=True, source="person.id")

    def validate_timezone(self, value: str) -> str:
        """An IANA name."""
        if value not in available_timezones():
            raise serializers.ValidationError(_("This time zone is not known."), code="unknown_zone")
        return value


class MeView(ApiView):
    """The caller's own account."""

    @extend_schema(operation_id="show_me", parameters=[IF_NONE_MATCH, ETAG], responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Show the account that is signed in."""
        return one_object(request, _shown(signed_in(request)))

    @extend_schema(operation_id="change_me", request=MeSerializer, parameters=[ETAG], responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        """Change the account.

        `region` changes the account's own person, who is judged again.
        """
        values = read_body(request, MeSerializer, partial=True)
        user = signed_in(request)
        with transaction.atomic():
            self._change_region(user, values.pop("person", {}))
            _change_account(user, values)
        return one_object(request, _shown(user))

    def _change_region(self, user: User, values: dict[str, Any]) -> None:
        if not values:
            return
        person = _person_of(user)
        if person is None or values["region"] is None:
            raise serializers.ValidationError({"region": [_("A region needs a person of your own.")]}, code="no_person")
        update_person(person=person, now=self.now, region=values["region"])


def _change_account(user: User, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(user, field, value)
    if values:
        user.save(update_fields=sorted(values))


def _person_of(user: User) -> Person | None:
    return Person.objects.filter(account=user).first()


def _shown(user: User) -> dict[str, Any]:
    person = _person_of(user)
    return {
        "id": str(user.id),
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "timezone": user.time_zone,
        "region": person.region if person else None,
        "person": str(person.id) if person else None,
    }
