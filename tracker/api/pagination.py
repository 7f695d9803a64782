"""Pages that keep their place while rows come and go: the cursor is the last row's position, not a count."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from tracker.api.fields import StrictSerializer, TextField
from tracker.clinical.moments import in_utc

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
# A place in a search; nobody reads further.
RANK = re.compile(r"[0-9]{1,4}")


class PageQuery(StrictSerializer):
    """What every list understands."""

    cursor = TextField(required=False, max_length=400, help_text=_("From `next` or `previous` of another page."))
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE_SIZE)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows, and the direction in which to read from there."""

    forward: bool
    value: Any
    id: UUID

    def encode(self, text: str) -> str:
        """The cursor for a URL; `text` is the value as text."""
        return urlsafe_b64encode(json.dumps([self.forward, text, str(self.id)]).encode()).decode().rstrip("=")


class CursorPages(BasePagination):
    """Pages of a queryset in the order of `field`, rows of equal value in the order of their ids.

    Subclasses name the field; the newest come first unless `descending` is False.
    """

    field: ClassVar[str] = "id"
    descending: ClassVar[bool] = True

    def paginate_queryset(  # type: ignore[override]  # a position needs a queryset
        self, queryset: QuerySet[Any], request: Request, view: Any | None = None
    ) -> list[Any]:
        """The rows of the page that the request asks for.

        Raises:
            ValidationError: the cursor is not one of ours, or the page size is out of range.
        """
        size, cursor = _asked(request)
        self._request = request
        self._cursor = self._decode(queryset.model, cursor)
        self._rows, self._more = self._read(queryset, size)
        return self._rows

    def get_paginated_response(self, data: Any) -> Response:
        """The page in the contract's envelope."""
        return Response({"results": data, "next": self._link(forward=True), "previous": self._link(forward=False)})

    def _read(self, queryset: QuerySet[Any], size: int) -> tuple[list[Any], bool]:
        forward = self._cursor is None or self._cursor.forward
        sign = "-" if self.descending is forward else ""
        if self._cursor is not None:
            queryset = queryset.filter(self._beyond(self._cursor, upwards=not sign))
        rows = list(queryset.order_by(f"{sign}{self.field}", f"{sign}id")[: size + 1])
        more, rows = len(rows) > size, rows[:size]
        return (rows if forward else rows[::-1]), more

    def _beyond(self, cursor: Cursor, *, upwards: bool) -> Q:
        way = "gt" if upwards else "lt"
        tie = Q(**{self.field: cursor.value, f"id__{way}": cursor.id})
        # The first part lets the database walk its index from there.
        return Q(**{f"{self.field}__{way}e": cursor.value}) & (Q(**{f"{self.field}__{way}": cursor.value}) | tie)

    def _link(self, *, forward: bool) -> str | None:
        came_forward = self._cursor is None or self._cursor.forward
        exists = self._more if came_forward is forward else self._cursor is not None
        if not (exists and self._rows):
            return None
        row = self._rows[-1 if forward else 0]
        value = getattr(row, self.field)
        text = value.isoformat() if hasattr(value, "isoformat") else str(value)
        cursor = Cursor(forward=forward, value=value, id=row.id).encode(text)
        return replace_query_param(self._request.build_absolute_uri(), "cursor", cursor)

    def _decode(self, model: type[Model], text: str | None) -> Cursor | None:
        if text is None:
            return None
        try:
            forward, value, row_id = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            place = _in_utc(_column(model, self.field).to_python(_plain(value)))
            return Cursor(forward=bool(forward), value=place, id=UUID(row_id))
        except (ValueError, TypeError, AttributeError, OverflowError, DjangoValidationError) as error:
            raise _bad_cursor() from error


def _plain(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("not a value that a cursor of ours holds")
    return value


def _in_utc(value: Any) -> Any:
    """An instant without an offset, or past the end of the calendar, raises ValueError or OverflowError."""
    return in_utc(value) if isinstance(value, datetime) else value


def _column(model: type[Model], name: str) -> Field[Any, Any]:
    column = model._meta.get_field(name)  # noqa: SLF001  # documented, in spite of its name
    if not isinstance(column, Field):
        raise TypeError(f"{name} is no column")
    return column


def _asked(request: Request) -> tuple[int, str | None]:
    given = {name: request.query_params[name] for name in ("page_size", "cursor") if name in request.query_params}
    query = PageQuery(data=given)
    query.is_valid(raise_exception=True)
    return query.validated_data.get("page_size", PAGE_SIZE), query.validated_data.get("cursor")


def _bad_cursor() -> serializers.ValidationError:
    return serializers.ValidationError({"cursor": [_("This cursor is not one of ours.")]}, code="bad_cursor")


def ranked_page(request: Request, fetch: Callable[[int], list[Any]], show: Callable[[Any], Any]) -> Response:
    """One page of a search, best first; `fetch` gives that many of the best. The cursor counts from the top."""
    size, cursor = _asked(request)
    if not RANK.fullmatch(cursor or "0"):
        raise _bad_cursor()
    first = int(cursor or "0")
    last = first + size
    rows = fetch(last + 1)

    def link(place: int) -> str:
        return replace_query_param(request.build_absolute_uri(), "cursor", place)

    return Response(
        {
            "results": [show(row) for row in rows[first:last]],
            "next": link(last) if len(rows) > last else None,
            "previous": link(max(first - size, 0)) if first else None,
        }
    )


def single_page(results: list[Any]) -> Response:
    """The envelope around a list that is always whole."""
    return Response({"results": results, "next": None, "previous": None})
