"""What the pages of a person's record share: saving a form, and taking an entry back after asking once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tracker.views.door import Owner


class RecordForm(Protocol):
    """A form that knows the arguments of its service."""

    def is_valid(self) -> bool: ...
    def facts(self) -> dict[str, Any]: ...
    def refuse(self, error: ValidationError) -> None: ...


def saved(form: RecordForm, owner: Owner, service: Callable[..., object]) -> bool:
    """Whether the service took what was typed; if not, the reason is on the form."""
    if not form.is_valid():
        return False
    try:
        service(person=owner.person, by=owner.user, now=owner.now, **form.facts())
    except ValidationError as error:
        form.refuse(error)
        return False
    return True


def ask_to_take_back(
    request: HttpRequest, template: str, context: dict[str, object], *, back: str, take_back: Callable[[], object]
) -> HttpResponse:
    """Show an entry and ask once; when told so, take it back and go to the page named `back`."""
    if request.method == "POST":
        take_back()
        messages.success(request, _("Taken back. Everything is judged again without it."))
        return redirect(back)
    return render(request, template, context | {"back": back})
