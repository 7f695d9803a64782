"""What an OpenAPI description takes away from the clients of an earlier one. Pure: two descriptions in, sentences out.

Read as a client lives with it: what a request may hold may grow, what an answer may hold may shrink to fewer types, and
never the other way round. It looks at paths, methods, parameters, fields, types and values, and at what is required; it
does not look at lengths, patterns or texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Doc = Mapping[str, Any]
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
ANYTHING = "anything"


@dataclass
class Shape:
    """A schema with its references followed and its alternatives laid together. No values: any of its types."""

    types: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    fields: dict[str, Doc] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    items: Doc | None = None


def breaking_changes(old: Doc, new: Doc) -> list[str]:
    """A sentence for each thing that an existing client may rely on and that `new` no longer gives; sorted."""
    return sorted(set(Comparison(old, new).changes()))


class Comparison:
    """Two descriptions; each pair of named schemas is compared once for requests and once for answers."""

    def __init__(self, old: Doc, new: Doc) -> None:
        self.old, self.new = old, new
        self._done: set[tuple[str, str, bool]] = set()

    def changes(self) -> Iterator[str]:
        """All that breaks, path by path."""
        before, after = _paths(self.old), _paths(self.new)
        for key, (path, operations) in before.items():
            _path, still = after.get(key, ("", {}))
            for method in METHODS:
                if method not in operations:
                    continue
                place = f"{method.upper()} {path}"
                if method in still:
                    yield from self._operation(place, operations[method], still[method])
                else:
                    yield f"{place} is gone"

    def _operation(self, place: str, old: Doc, new: Doc) -> Iterator[str]:
        yield from self._parameters(place, _parameters(old), _parameters(new))
        yield from self._body(place, old.get("requestBody"), new.get("requestBody"))
        yield from self._answers(place, old["responses"], new["responses"])

    def _parameters(self, place: str, old: dict[str, Doc], new: dict[str, Doc]) -> Iterator[str]:
        for name, parameter in old.items():
            if name not in new:
                yield f"{place}: the parameter {name} is gone"
            else:
                here = f"{place}: the parameter {name}"
                yield from self._schema(here, parameter["schema"], new[name]["schema"], asked=True)
        for name, parameter in new.items():
            if parameter.get("required") and not old.get(name, {}).get("required"):
                yield f"{place}: the parameter {name} is required now"

    def _body(self, place: str, old: Doc | None, new: Doc | None) -> Iterator[str]:
        if new and new.get("required") and not (old and old.get("required")):
            yield f"{place}: a body is required now"
        if old and not new:
            yield f"{place}: no body is taken any more"
        if old and new:
            yield from self._contents(f"{place}: the body", old, new, asked=True)

    def _answers(self, place: str, old: Doc, new: Doc) -> Iterator[str]:
        for status, answer in old.items():
            here = f"{place}: the answer {status}"
            if status in new:
                yield from self._contents(here, answer, new[status], asked=False)
            elif status.startswith("2"):
                yield f"{here} is gone"

    def _contents(self, place: str, old: Doc, new: Doc, *, asked: bool) -> Iterator[str]:
        after = new.get("content", {})
        for kind, content in old.get("content", {}).items():
            if kind not in after:
                yield f"{place} is no longer {kind}"
            else:
                yield from self._schema(place, content.get("schema", {}), after[kind].get("schema", {}), asked=asked)

    def _schema(self, place: str, old: Doc, new: Doc, *, asked: bool) -> Iterator[str]:
        """`asked`: the client sends it; else it reads it."""
        names = (old.get("$ref", ""), new.get("$ref", ""))
        if names[0]:
            if (*names, asked) in self._done:
                return
            self._done.add((*names, asked))
            place = f"{place}, {names[0].rpartition('/')[2]}"
        before, after = shape_of(old, self.old), shape_of(new, self.new)
        yield from _of_types(place, before, after, asked=asked)
        yield from _of_values(place, before, after, asked=asked)
        yield from self._fields(place, before, after, asked=asked)
        if before.items is not None and after.items is not None:
            yield from self._schema(f"{place}, each item", before.items, after.items, asked=asked)

    def _fields(self, place: str, old: Shape, new: Shape, *, asked: bool) -> Iterator[str]:
        for name, schema in old.fields.items():
            if name in new.fields:
                yield from self._schema(f"{place}: {name}", schema, new.fields[name], asked=asked)
            else:
                yield f"{place}: the field {name} is gone"
        changed = new.required - old.required if asked else (old.required - new.required) & set(new.fields)
        for name in changed:
            yield f"{place}: the field {name} is {'required now' if asked else 'not always there any more'}"


def shape_of(schema: Doc, doc: Doc) -> Shape:
    """The schema with what it refers to in `doc`. A null among its values is a type."""
    if "$ref" in schema:
        return shape_of(doc["components"]["schemas"][schema["$ref"].rpartition("/")[2]], doc)
    parts = [part for key in ("oneOf", "anyOf", "allOf") for part in schema.get(key, ())]
    if parts:
        return _together([shape_of(part, doc) for part in parts])
    return Shape(
        types=_types(schema),
        values={str(value) for value in schema.get("enum", ()) if value is not None},
        fields=dict(schema.get("properties", {})),
        required=set(schema.get("required", ())),
        items=schema.get("items"),
    )


def _types(schema: Doc) -> set[str]:
    kinds = schema.get("type", "string" if "enum" in schema else ANYTHING)
    written = f" ({schema['format']})" if "format" in schema else ""
    names = {kinds} if isinstance(kinds, str) else set(kinds)
    names |= {"null"} if None in schema.get("enum", ()) else set()
    return {name if name == "null" else f"{name}{written}" for name in names}


def _together(shapes: list[Shape]) -> Shape:
    whole = Shape()
    for shape in shapes:
        whole.types |= shape.types
        whole.values |= shape.values
        whole.fields |= shape.fields
        whole.items = whole.items or shape.items
    whole.required = set.union(*(shape.required for shape in shapes))
    return whole


def _of_types(place: str, old: Shape, new: Shape, *, asked: bool) -> Iterator[str]:
    """A request that was taken is taken still; an answer is of no type that it never was."""
    narrow, wide = (new, old) if asked else (old, new)
    if ANYTHING not in narrow.types and wide.types - narrow.types:
        yield f"{place} was {_listed(old.types)} and is {_listed(new.types)}"


def _of_values(place: str, old: Shape, new: Shape, *, asked: bool) -> Iterator[str]:
    if new.values and old.values - new.values:
        yield f"{place} is never {_listed(old.values - new.values)} any more"
    if asked and new.values and not old.values:
        yield f"{place} takes only certain values now"


def _listed(names: set[str]) -> str:
    return " or ".join(sorted(names))


def _paths(doc: Doc) -> dict[str, tuple[str, Doc]]:
    """Operations by path; what a path calls its parameters is nothing that a client sees."""
    return {re.sub(r"\{\w+\}", "{}", path): (path, operations) for path, operations in doc["paths"].items()}


def _parameters(operation: Doc) -> dict[str, Doc]:
    found = [parameter for parameter in operation.get("parameters", ()) if parameter["in"] != "path"]
    return {f"{parameter['name']} ({parameter['in']})": parameter for parameter in found}
