"""Strict fields: one written form for each value, so that nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from tracker.selectors.numbers import exact

EARLIEST_YEAR = 1900
LATEST_YEAR = 2200
AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]+)?")
INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Shape(serializers.Serializer[Any]):
    """An object as it goes over the wire.

    A name that Python or the framework needs for itself is declared with an underscore behind it (`from_`).
    """

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The declared fields, under the names that go over the wire."""
        return {name.rstrip("_"): field for name, field in super().get_fields().items()}


class StrictSerializer(Shape):
    """An object that comes in: refuses names that it does not know, and those that are only ever answered."""

    def to_internal_value(self, data: Any) -> Any:
        """The clean values; all that is wrong is reported at once."""
        refused = self._refused(data) if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict):
                raise serializers.ValidationError({**error.detail, **refused}) from error
            raise
        if refused:
            raise serializers.ValidationError(refused)
        return values

    def _refused(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        unknown = ErrorDetail(gettext("This field is not known here."), code="unknown_field")
        read_only = ErrorDetail(gettext("This field cannot be set."), code="read_only")
        refused = {name: [unknown] for name in data if name not in self.fields}
        return refused | {name: [read_only] for name, field in self.fields.items() if field.read_only and name in data}


class AmountField(serializers.Field[Decimal, Any, str, Any]):
    """A decimal with at most 3 places: strings or numbers in, strings like "500.0" out."""

    PLACES = 3
    DIGITS = 9
    default_error_messages: ClassVar = {
        "invalid": _("Write a number, like 30 or 2.5."),
        "too_many_places": _("At most 3 places after the point."),
        "too_large": _("This number is too large."),
    }

    def to_internal_value(self, data: Any) -> Decimal:
        """A finite decimal; whether it makes sense as an amount is for the service to say."""
        value = self._read(data)
        if not value.is_finite():
            self.fail("invalid")
        if value.adjusted() >= self.DIGITS:
            self.fail("too_large")
        if int(value.as_tuple().exponent) < -self.PLACES:
            self.fail("too_many_places")
        # 30, "30" and "30.0" are one amount: a repeated request must be known as such.
        return exact(value)

    def to_representation(self, value: Decimal) -> str:
        """Without superfluous zeros, but always with one place."""
        return decimal_text(value)

    def _read(self, data: Any) -> Decimal:
        number = isinstance(data, int | Decimal) and not isinstance(data, bool)
        if number or (isinstance(data, str) and AMOUNT.fullmatch(data)):
            return Decimal(data)
        return self.fail("invalid")


def decimal_text(value: Decimal) -> str:
    """A decimal as the API writes it: 500 is "500.0", 12.340 is "12.34"."""
    text = f"{value:f}"
    whole, _point, places = text.partition(".")
    return f"{whole}.{places.rstrip('0') or '0'}"


class InstantField(serializers.Field[datetime, Any, str, Any]):
    """RFC 3339 with an offset in, the same instant with `Z` out."""

    default_error_messages: ClassVar = {
        "invalid": _("Write date and time like 2026-03-01T08:30:00+01:00."),
        "offset_required": _("Say in which time zone: end with Z or an offset like +01:00."),
        "too_old": _("This is too long ago."),
        "in_future": _("This is too far in the future."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        """The instant in UTC, from 1900 to 2200."""
        match = INSTANT.fullmatch(data) if isinstance(data, str) else None
        if match is None:
            self.fail("invalid")
        day, clock, fraction, offset = match.groups()
        if offset is None:
            self.fail("offset_required")
        value = self._instant(f"{day}T{clock}{(fraction or '')[:7]}{offset.upper()}")
        _check_year(self, value)
        return value

    def to_representation(self, value: datetime) -> str:
        """The instant in UTC, ending with Z."""
        return instant_text(value)

    def _instant(self, text: str) -> datetime:
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            return self.fail("invalid")


def instant_text(value: datetime) -> str:
    """An instant as the API writes it."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class DayField(serializers.Field[date, Any, str, Any]):
    """A calendar day, `2026-03-01`."""

    default_error_messages: ClassVar = {
        "invalid": _("Write the date like 2026-03-01."),
        "too_old": _("This is too long ago."),
        "in_future": _("This is too far in the future."),
    }

    def to_internal_value(self, data: Any) -> date:
        """The day, from 1900 to 2200."""
        value = self._day(data) if isinstance(data, str) and DAY.fullmatch(data) else self.fail("invalid")
        _check_year(self, value)
        return value

    def to_representation(self, value: date) -> str:
        """Year, month, day."""
        return value.isoformat()

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return self.fail("invalid")


class ClockField(serializers.Field[time, Any, str, Any]):
    """A time of day without a date, `07:00`; in whose zone is for the object to say."""

    default_error_messages: ClassVar = {"invalid": _("Write the time like 07:00.")}

    def to_internal_value(self, data: Any) -> time:
        """Hours and minutes on the 24-hour clock."""
        if not isinstance(data, str) or not CLOCK.fullmatch(data):
            self.fail("invalid")
        return time.fromisoformat(data)

    def to_representation(self, value: time) -> str:
        """Hours and minutes."""
        return value.isoformat("minutes")


def _check_year(field: serializers.Field[Any, Any, Any, Any], value: date) -> None:
    if value.year < EARLIEST_YEAR:
        field.fail("too_old")
    if value.year > LATEST_YEAR:
        field.fail("in_future")


class IdField(serializers.UUIDField):
    """A UUID in its usual form with hyphens."""

    def to_internal_value(self, data: Any) -> UUID:
        """The id; other spellings that Python would take are refused."""
        if not isinstance(data, str) or not ID.fullmatch(data):
            self.fail("invalid", value=data)
        return UUID(data)


class TextField(serializers.CharField):
    """A string, and only a string; blanks around it are dropped."""

    def to_internal_value(self, data: Any) -> str:
        """The text; numbers are not turned into text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class FlagField(serializers.BooleanField):
    """true or false, nothing that resembles them."""

    def to_internal_value(self, data: Any) -> bool:
        """The boolean itself."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data
