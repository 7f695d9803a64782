"""What all forms share: plain fields, and a service's errors put beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

THOUSANDS = re.compile(r"^\s*[1-9]\d{0,2}(,\d{3})+\s*$")


class PlainForm(forms.Form):
    """A form without colons after its labels."""

    # Where a service's own name for a field differs from the form's.
    renamed: ClassVar[Mapping[str, str]] = {}
    missing = _("This is needed.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = self.missing

    def refuse(self, error: ValidationError) -> None:
        """Show what a service refused: beside the field of the same name, else above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, problems in error.error_dict.items():
            field = self.renamed.get(name, name)
            self.add_error(field if field in self.fields else None, problems)


class DecimalInput(forms.TextInput):
    """A number keyboard on phones, and no arrows that change an amount by accident."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class AmountField(forms.DecimalField):
    """A number as people type it: 1.5 or 1,5; NaN and infinity are no numbers.

    "1,000" may be one or a thousand, and only one of them is right: it is asked again.
    """

    widget = DecimalInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {}).setdefault("invalid", _("Write a number, like 2 or 2.5."))
        super().__init__(localize=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        if THOUSANDS.match(value):
            raise ValidationError(_("Write it without a comma, like 1000 or 1.5."), code="invalid")
        return super().to_python(value.replace(",", ".") if "." not in value else value)


class LocalDateTimeField(forms.DateTimeField):
    """A date and hour on the wall clock of the page's time zone.

    In the hour that happens twice the later one is meant, unless that is still to come. An hour that
    the spring change leaves out is refused.
    """

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {}).setdefault("invalid", _("Write a date and a time."))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or (isinstance(value, datetime) and timezone.is_aware(value)):
            return value or None
        try:
            naive = datetime.fromisoformat(str(value).strip())
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        try:
            return naive if timezone.is_aware(naive) else self._in_zone(naive)
        except OverflowError as error:  # the first and the last day that a calendar knows
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def _in_zone(self, naive: datetime) -> datetime:
        zone = timezone.get_current_timezone()
        later, earlier = (naive.replace(tzinfo=zone, fold=fold) for fold in (1, 0))
        if earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
            raise ValidationError(_("The clocks went forward: this hour did not happen that day."), code="invalid")
        return later if later <= timezone.now() else earlier
