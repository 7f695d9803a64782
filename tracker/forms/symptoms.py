"""Five yes/no questions about how somebody feels, and the danger signs that bypass them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.clinical.signs import RED_FLAGS
from tracker.clinical.terms import Symptom
from tracker.forms.base import PlainForm
from tracker.selectors.health_words import SYMPTOM_WORDS

YES, NO = "yes", "no"
ANSWERS = ((YES, _("Yes")), (NO, _("No")))


@dataclass(frozen=True, slots=True)
class Question:
    """One question and the signs that it asks for. "Yes" without saying which counts as the first: the one that
    asks for most care."""

    name: str
    text: str | Promise
    signs: tuple[Symptom, ...]


QUESTIONS = (
    Question(
        "weak",
        _("Weaker than usual, dizzy when standing up, or a hot, red face?"),
        (Symptom.WEAKNESS, Symptom.DIZZINESS, Symptom.FLUSHING),
    ),
    Question("sick", _("Throwing up, or sick to the stomach?"), (Symptom.VOMITING, Symptom.NAUSEA)),
    Question("sleepy", _("Much more sleepy than usual?"), (Symptom.SLEEPINESS,)),
    Question("pulse", _("A slow pulse?"), (Symptom.SLOW_PULSE,)),
    Question(
        "cramps",
        _("Cramps, twitching or spasms in the muscles?"),
        (Symptom.CRAMPS, Symptom.TWITCHING, Symptom.SPASMS),
    ),
)
AFTER_PREPARATION = Question(
    "no_stool", _("No stool in the 6\N{NO-BREAK SPACE}hours after the bowel cleaning drink?"), (Symptom.NO_STOOL,)
)


def red_flags() -> list[tuple[Symptom, str | Promise]]:
    """The danger signs with their words, in the order in which they are asked."""
    return [(code, SYMPTOM_WORDS[code]) for code in RED_FLAGS]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands on the page; `which` is None where "yes" says it all."""

    place: int
    answer: BoundField
    which: BoundField | None


class SymptomsForm(PlainForm):
    """The five questions, and a sixth after a bowel preparation. What is not answered is neither a yes nor a no."""

    def __init__(self, *args: Any, after_preparation: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = (*QUESTIONS, AFTER_PREPARATION) if after_preparation else QUESTIONS
        for question in self.questions:
            self.fields[question.name] = forms.ChoiceField(
                label=str(question.text), choices=ANSWERS, widget=forms.RadioSelect, required=False
            )
            if len(question.signs) > 1:
                self.fields[_which(question)] = forms.MultipleChoiceField(
                    label=_("Which? Tick all that fit."),
                    choices=[(sign.value, SYMPTOM_WORDS[sign]) for sign in question.signs],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                )

    @property
    def asked(self) -> Iterator[Asked]:
        """The questions in their order."""
        for place, question in enumerate(self.questions, start=1):
            which = _which(question)
            yield Asked(place, self[question.name], self[which] if which in self.fields else None)

    def clean(self) -> dict[str, Any]:
        """At least one answer."""
        said = super().clean() or {}
        if not self.errors and not any(said.values()):
            raise ValidationError(_("Answer at least one question."), code="required")
        return said

    def signs(self) -> list[Symptom]:
        """The signs behind each "yes"."""
        return [sign for question in self.questions for sign in self._signs_of(question)]

    def _signs_of(self, question: Question) -> list[Symptom]:
        answer, ticked = self.cleaned_data[question.name], self.cleaned_data.get(_which(question))
        if answer == NO or not (answer or ticked):
            return []
        return [Symptom(code) for code in ticked] if ticked else [question.signs[0]]


def _which(question: Question) -> str:
    return f"{question.name}_which"


class SignForm(forms.Form):
    """One danger sign, by a button of its own."""

    code = forms.ChoiceField(choices=[(code.value, code.value) for code, _words in red_flags()])
