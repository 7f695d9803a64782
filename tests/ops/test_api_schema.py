"""scripts/api_schema.py: what would break a client is found, and what only adds is let through."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.pages import ROOT

Doc = dict[str, Any]
SNAPSHOT = ROOT / "docs" / "api" / "openapi.yaml"
breaking_changes: Callable[[Doc, Doc], list[str]] = runpy.run_path(str(ROOT / "scripts" / "api_changes.py"))[
    "breaking_changes"
]

OLD: Doc = yaml.safe_load("""
paths:
  /doses/{dose_id}/:
    patch:
      parameters:
        - {in: path, name: dose_id, required: true, schema: {type: string, format: uuid}}
        - {in: query, name: state, schema: {type: string, enum: [open, gone]}}
        - {in: header, name: If-Match, schema: {type: string}}
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/DoseRequest'}}}
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Dose'}}}}
        '404': {description: not there}
    delete:
      responses: {'204': {description: done}}
components:
  schemas:
    Unit: {type: string, enum: [mL, tablet]}
    DoseRequest:
      type: object
      properties:
        amount: {type: [string, number]}
        unit: {$ref: '#/components/schemas/Unit'}
        note: {type: string}
      required: [amount]
    Dose:
      type: object
      properties:
        amount: {type: string}
        taken_at: {type: string, format: date-time}
        unit: {oneOf: [{$ref: '#/components/schemas/Unit'}, {type: 'null'}]}
        parts: {type: array, items: {$ref: '#/components/schemas/Dose'}}
      required: [amount, taken_at, unit, parts]
""")
PATCH = OLD["paths"]["/doses/{dose_id}/"]["patch"]


def changed(change: str) -> Doc:
    """The description after one statement; `p` is its path, `q` the request's schema, `a` the answer's."""
    new = deepcopy(OLD)
    path, schemas = new["paths"]["/doses/{dose_id}/"], new["components"]["schemas"]
    names = {"new": new, "p": path, "s": schemas, "q": schemas["DoseRequest"], "a": schemas["Dose"]}
    exec(change, names)  # noqa: S102 - statements of this file
    return new


BREAKS = {
    "new['paths'].clear()": "PATCH /doses/{dose_id}/ is gone",
    "del p['delete']": "DELETE /doses/{dose_id}/ is gone",
    "del p['patch']['parameters'][1]": "the parameter state (query) is gone",
    "p['patch']['parameters'][1]['schema']['enum'] = ['open']": "the parameter state (query) is never gone any more",
    "p['patch']['parameters'][2]['required'] = True": "the parameter If-Match (header) is required now",
    "p['patch']['requestBody']['required'] = True": "a body is required now",
    "del p['patch']['requestBody']": "no body is taken any more",
    "p['patch']['responses']['201'] = p['patch']['responses'].pop('200')": "the answer 200 is gone",
    "del q['properties']['note']": "the body, DoseRequest: the field note is gone",
    "q['required'].append('unit')": "the body, DoseRequest: the field unit is required now",
    "q['properties']['new'] = {'type': 'string'}; q['required'].append('new')": "the field new is required now",
    "q['properties']['amount']['type'] = 'string'": "amount was number or string and is string",
    "q['properties']['note']['enum'] = ['a']": "note takes only certain values now",
    "s['Unit']['enum'] = ['mL']": "unit, Unit is never tablet any more",
    "del a['properties']['amount']": "the answer 200, Dose: the field amount is gone",
    "a['required'].remove('amount')": "the field amount is not always there any more",
    "a['properties']['amount']['type'] = ['string', 'null']": "amount was string and is null or string",
    "a['properties']['taken_at']['format'] = 'date'": "taken_at was string (date-time) and is string (date)",
    "a['properties']['parts'] = {'type': 'string'}": "parts was array and is string",
}
ADDS = [
    "pass",
    "new['paths']['/more/'] = p",
    "new['paths']['/doses/{id}/'] = new['paths'].pop('/doses/{dose_id}/')",
    "p['put'] = p['patch']",
    "p['patch']['parameters'].append({'in': 'query', 'name': 'q', 'schema': {'type': 'string'}})",
    "p['patch']['responses']['429'] = {}",
    "del p['patch']['responses']['404']",
    "q['properties']['more'] = {'type': 'string'}",
    "q['required'].clear()",
    "q['properties']['note']['type'] = ['string', 'null']",
    "a['properties']['more'] = {'type': 'string'}; a['required'].append('more')",
    "a['properties']['unit'] = {'$ref': '#/components/schemas/Unit'}",
    "s['Unit']['enum'].append('drop')",
    "s['Renamed'] = s.pop('Unit'); [o['properties'].update(unit={'$ref': '/Renamed'}) for o in (q, a)]",
]


@pytest.mark.parametrize("change", BREAKS)
def test_what_is_taken_from_a_client_is_named(change: str) -> None:
    found = breaking_changes(OLD, changed(change))
    assert any(BREAKS[change] in line for line in found), found


@pytest.mark.parametrize("change", ADDS)
def test_what_only_adds_breaks_nothing(change: str) -> None:
    assert breaking_changes(OLD, changed(change)) == []


def run(*arguments: str) -> tuple[int, str]:
    """The script; its status and what it says."""
    command = [sys.executable, str(ROOT / "scripts" / "api_schema.py"), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_snapshot_is_what_the_api_is() -> None:
    status, said = run("--check")
    assert status == 0, said


def test_an_old_snapshot_is_told_from_a_broken_client(tmp_path: Path) -> None:
    copy = tmp_path / "openapi.yaml"
    schema = yaml.safe_load(SNAPSHOT.read_text(encoding="utf-8"))
    dose = schema["components"]["schemas"]["Dose"]["properties"]
    del schema["paths"]["/api/v1/me/"], dose["note"]
    schema["components"]["schemas"]["Dose"]["required"].remove("note")
    copy.write_text(yaml.safe_dump(schema), encoding="utf-8")
    status, said = run("--check", str(copy))
    assert (status, "out of date" in said, "scripts/api_schema.py" in said) == (1, True, True)
    dose["mood"] = {"type": "string"}
    copy.write_text(yaml.safe_dump(schema), encoding="utf-8")
    for arguments in (("--check", str(copy)), (str(copy),)):
        status, said = run(*arguments)
        assert (status, "the field mood is gone" in said) == (1, True)
    assert run("--break-clients", str(copy))[0] == 0
    assert copy.read_text(encoding="utf-8") == SNAPSHOT.read_text(encoding="utf-8")
