"""JSON in, strictly: what a database or another client could misread is refused at the door."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from tracker.api.errors import TooLarge

MAX_DEPTH = 20


class StrictJSONParser(JSONParser):
    """UTF-8 JSON without NaN, repeated keys, NUL, lone surrogates or deep nesting; numbers keep their digits."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The data.

        Raises:
            ParseError: it is not such JSON (400).
            TooLarge: more bytes than DATA_UPLOAD_MAX_MEMORY_SIZE (413).
        """
        data = _load(_read(stream))
        _check(data)
        return data


def _read(stream: IO[Any]) -> bytes:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    raw: bytes = stream.read(limit + 1)
    if len(raw) > limit:
        raise TooLarge
    return raw


def _load(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode("utf-8"), parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_unique
        )
    except RecursionError as error:
        raise _too_deep() from error
    except (ValueError, ArithmeticError) as error:
        raise ParseError(_("This is not JSON that we can read: %(why)s") % {"why": error}, code="malformed") from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(_("%(name)s is not a number.") % {"name": name})


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(_("A name is given twice in one object."))
    return found


def _check(data: Any) -> None:
    level = [data]
    for _depth in range(MAX_DEPTH):
        if not level:
            return
        level = [child for node in level for child in _children(node)]
    if level:
        raise _too_deep()


def _children(node: Any) -> Iterator[Any]:
    if isinstance(node, str):
        _check_text(node)
    elif isinstance(node, dict):
        yield from node
        yield from node.values()
    elif isinstance(node, list):
        yield from node


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ParseError(_("A text holds half of a character."), code="malformed_text") from error
    if "\x00" in text:
        raise ParseError(_("A text holds a NUL character."), code="malformed_text")


def _too_deep() -> ParseError:
    return ParseError(_("The data is nested too deeply."), code="too_deep")
