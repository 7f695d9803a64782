"""`/schema/` for programs and `/docs/` for readers: one description, two forms."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, override
from django.views import View
from django.views.decorators.cache import never_cache
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.base import ApiView

METHODS = ("get", "post", "patch", "put", "delete")


@cache
def describe_api(language: str) -> dict[str, Any]:
    """The OpenAPI description in a language. Made once: it only changes with the code."""
    with override(language):
        generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # the package has no types
        return dict(generator.get_schema(request=None, public=True))  # type: ignore[no-untyped-call]  # as above


class SchemaView(ApiView):
    """For programs."""

    permission_classes = [AllowAny]
    renderer_classes = [
        JSONRenderer,
        OpenApiJsonRenderer,
        OpenApiJsonRenderer2,
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
    ]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The description: JSON unless YAML is asked for."""
        return Response(describe_api(get_language() or "en"))


@method_decorator(never_cache, name="dispatch")
class ReferenceView(View):
    """For readers: plain HTML, nothing to load, nothing to run."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return render(request, "tracker/api_docs.html", {"api": readable(describe_api(get_language() or "en"))})


def readable(schema: dict[str, Any]) -> dict[str, Any]:
    """The description as a page goes through it: endpoints in order, then the shapes they speak of."""
    return {
        "title": schema["info"]["title"],
        "endpoints": [
            _endpoint(path, method, operations[method])
            for path, operations in schema["paths"].items()
            for method in METHODS
            if method in operations
        ],
        "shapes": [_shape(name, shape) for name, shape in schema["components"]["schemas"].items()],
    }


def _endpoint(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": _prose(operation.get("description", "")),
        "parameters": [_parameter(parameter) for parameter in operation.get("parameters", ())],
        "body": _content(operation.get("requestBody", {})),
        "responses": [
            {"status": status, "text": _prose(response.get("description", "")), "type": _content(response)}
            for status, response in operation["responses"].items()
        ],
    }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "required": parameter.get("required", False),
        "type": _type(parameter["schema"]),
        "text": _prose(parameter.get("description", "")),
    }


def _content(holder: dict[str, Any]) -> dict[str, str]:
    return next((_type(content["schema"]) for content in holder.get("content", {}).values()), {})


def _shape(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    required = shape.get("required", ())
    return {
        "name": name,
        "text": _prose(shape.get("description", "")),
        "values": shape.get("enum", ()),
        "fields": [
            {"name": field, "required": field in required, "type": _type(of), "text": _prose(of.get("description", ""))}
            for field, of in shape.get("properties", {}).items()
        ],
    }


def _prose(text: str) -> str:
    """The text with what stands between backticks as code."""
    parts = enumerate(text.split("`"))
    return format_html_join("", "{}", ((format_html("<code>{}</code>", part) if n % 2 else part,) for n, part in parts))


def _type(schema: dict[str, Any]) -> dict[str, str]:
    """What a value is: words, and the name of the shape to look up."""
    choices = schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf")
    if "$ref" in schema:
        return {"words": "", "shape": schema["$ref"].rpartition("/")[2]}
    if choices:
        return _join([_type(choice) for choice in choices])
    if schema.get("type") == "array":
        inner = _type(schema.get("items", {}))
        return {**inner, "words": f"list of {inner['words']}".strip()}
    return {"words": _plain(schema), "shape": ""}


def _plain(schema: dict[str, Any]) -> str:
    kind = schema.get("type", "any")
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{words} ({schema['format']})" if "format" in schema else words


def _join(types: list[dict[str, str]]) -> dict[str, str]:
    words = " or ".join(one["words"] for one in types if one["words"])
    return {"words": words, "shape": next((one["shape"] for one in types if one["shape"]), "")}
