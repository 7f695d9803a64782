"""Facts as JSON and back, without loss and in one order, so that an alert can be judged again.

What a field becomes follows from its type, so a new fact needs nothing here. A key that is missing
takes the field's default: facts that were stored before a field existed can still be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from tracker.clinical.facts import Facts
from tracker.clinical.json_values import Json, decimal_text, instant_from_text, instant_text
from tracker.clinical.normal import normalise

Reader = Callable[[Any], Any]

_WRITERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (StrEnum, lambda value: value.value),
    (datetime, instant_text),
    (date, date.isoformat),
    (time, lambda value: value.isoformat("minutes")),
    (Decimal, decimal_text),
    (UUID, str),
)
_READERS: Mapping[type, Reader] = {
    datetime: instant_from_text,
    date: date.fromisoformat,
    time: time.fromisoformat,
}


def facts_to_json(facts: Facts) -> Json:
    """The facts as JSON; the order and the time zones of the input leave no trace."""
    written: Json = _written(normalise(facts))
    return written


def facts_from_json(data: Json) -> Facts:
    """The facts that `facts_to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    facts: Facts = _reader_of(Facts)(data)
    return facts


def _written(value: Any) -> Any:
    kind: Any = type(value)
    return _writer_of(kind)(value)


@cache
def _writer_of(kind: Any) -> Callable[[Any], Any]:
    """What writes values of exactly this type; looked up once, for weeks of facts are written with every dose."""
    if is_dataclass(kind):
        names = tuple(field.name for field in fields(kind))
        return lambda record: {name: _written(getattr(record, name)) for name in names}
    if issubclass(kind, tuple):
        return lambda values: [_written(value) for value in values]
    return next((write for known, write in _WRITERS if issubclass(kind, known)), lambda value: value)


@cache
def _reader_of(kind: Any) -> Reader:
    """What reads a value of this type back."""
    if is_dataclass(kind):
        return _record_reader(kind)
    if get_origin(kind) is tuple:
        item = _reader_of(get_args(kind)[0])
        return lambda values: tuple(item(value) for value in values)
    if isinstance(kind, UnionType):
        inner = _reader_of(next(each for each in get_args(kind) if each is not NoneType))
        return lambda value: None if value is None else inner(value)
    if kind is bool or kind is str:
        return lambda value: value
    return _READERS.get(kind, kind)


def _record_reader(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {field.name: (_reader_of(hints[field.name]), _needed(field)) for field in fields(kind)}

    def read(data: Json) -> Any:
        known = {name: reader(data[name]) for name, (reader, needed) in readers.items() if needed or name in data}
        return kind(**known)

    return read


def _needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING
