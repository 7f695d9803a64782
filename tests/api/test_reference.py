"""/schema/ and /docs/: the API describes itself, and does what it says."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from tests.api.conftest import Api, data
from tracker.api.reference import describe_api


@pytest.fixture
def schema(db: None) -> dict[str, Any]:
    """What the API says about itself."""
    described: dict[str, Any] = data(Api().get("schema/"))
    return described


def operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each operation with its name."""
    return [
        (f"{method} {path}", operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_description_is_valid_without_a_warning(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))
    assert (tmp_path / "schema.yml").stat().st_size > 10_000


def test_it_is_json_and_on_request_yaml(schema: dict[str, Any]) -> None:
    answer = Api().get("schema/", Accept="application/vnd.oai.openapi")
    assert answer.status_code == 200
    assert yaml.safe_load(answer.content) == schema
    assert schema["openapi"].startswith("3.1")


def test_every_operation_says_what_it_refuses_and_how(schema: dict[str, Any]) -> None:
    for name, operation in operations(schema):
        refusals = {status: body for status, body in operation["responses"].items() if status.startswith("4")}
        assert {"401", "406"} <= set(refusals), name
        assert ("404" in refusals) is ("{" in name), name
        if "requestBody" in operation:
            assert {"400", "413", "415"} <= set(refusals), name
        for body in refusals.values():
            assert body["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_every_operation_has_a_name_of_its_own_and_a_summary(schema: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, operation in operations(schema)]
    assert len(ids) == len(set(ids))
    assert all(operation["summary"] for _, operation in operations(schema))


def test_requests_are_closed_and_amounts_are_bounded(schema: dict[str, Any]) -> None:
    shapes = schema["components"]["schemas"]
    requests = {name: shape for name, shape in shapes.items() if name.endswith("Request")}
    assert requests
    assert all(shape["additionalProperties"] is False for shape in requests.values())
    assert requests["NewDoseRequest"]["properties"]["amount"]["type"] == ["string", "number"]
    assert shapes["Dose"]["properties"]["amount"]["type"] == "string"


def test_only_what_is_there_is_described(schema: dict[str, Any]) -> None:
    parameters = {
        parameter["name"] for _, operation in operations(schema) for parameter in operation.get("parameters", ())
    }
    assert "barcode" not in parameters
    assert "/api/v1/alerts/{alert_id}/claim/" not in schema["paths"]


def test_the_page_names_every_endpoint_and_shape(schema: dict[str, Any]) -> None:
    page = Client().get("/api/v1/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    for name, operation in operations(schema):
        assert name.split(" ")[1] in text
        assert f'id="{operation["operationId"]}"' in text
    assert all(f'id="shape-{name}"' in text for name in schema["components"]["schemas"])


def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(db: None) -> None:
    page = Client().get("/api/v1/docs/")
    text = page.content.decode()
    assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
    assert re.findall(r"\sstyle=|<style|\son\w+=", text) == []
    assert "script-src" in page["Content-Security-Policy"]


def test_every_link_on_the_page_leads_somewhere(db: None) -> None:
    text = Client().get("/api/v1/docs/").content.decode()
    targets = set(re.findall(r'\bid="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= targets


def test_the_description_is_made_once(db: None) -> None:
    assert describe_api("en") is describe_api("en")
