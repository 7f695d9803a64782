"""The sync protocol, as it is written down, is the one that the server speaks."""

from __future__ import annotations

import json
import re

from intake.api.changed import KINDS
from intake.api.changes import ChangeSerializer, ChangesSerializer
from intake.api.sync import MOST_DOSES, RESULTS, SyncDoseSerializer
from tests.docs.pages import first_cells, row_of, text_of
from tracker.api.change_cursor import CursorExpired
from tracker.api.pagination import MAX_PAGE_SIZE

PAGE = text_of("docs/api/sync.md")
SENT, ANSWERED = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))


def test_each_kind_and_each_result_is_explained_and_no_other() -> None:
    assert sorted(first_cells(PAGE)) == sorted(["result", *RESULTS, "kind", *KINDS])


def test_each_kind_names_the_scope_that_it_needs() -> None:
    for name, kind in KINDS.items():
        assert (f"`{kind.need}`" if kind.need else "any;") in row_of(PAGE, name)


def test_the_limits_are_those_of_the_server() -> None:
    assert f"up to {MOST_DOSES} doses" in PAGE
    assert f"`page_size` is at most {MAX_PAGE_SIZE}" in PAGE
    assert f"`{CursorExpired.default_code}`" in PAGE


def test_the_outbox_of_the_example_can_be_read() -> None:
    (dose,) = SENT["doses"]
    assert SyncDoseSerializer(data=dose).is_valid()


def test_the_answer_of_the_example_has_the_fields_of_an_answer() -> None:
    assert set(ANSWERED) == set(ChangesSerializer().fields)
    (change,) = ANSWERED["changes"]
    assert set(change) == set(ChangeSerializer().fields)
