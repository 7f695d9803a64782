"""E-mail: the transport that needs no set-up, because an account has an address."""

from __future__ import annotations

import smtplib
from typing import ClassVar
from uuid import UUID

from django import forms
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext_lazy as _

from alerts.transports.base import Message, Transport, TransportError
from tracker.models import User


class EmailSettings(forms.Form):
    """Nothing to set: messages go to the account's address."""


class EmailTransport(Transport):
    """Sends through the mail server of the settings (`EMAIL_URL`)."""

    kind = "email"
    label = _("E-mail")
    icon = "sent"
    settings_form: ClassVar[type[forms.Form]] = EmailSettings

    def reaches(self, user_id: UUID) -> bool:
        """Every account has an address."""
        return True

    def send(self, message: Message, recipient: User) -> None:
        """Hand the mail to the server. `Message-ID` and `X-Magwatch-Id` are the same on every attempt.

        Only a refusal of the recipient's address (5xx) is permanent. Everything else is tried again, 5xx too: a wrong
        password or a sender that the server does not like is the operator's to mend, and must lose nobody a message.
        """
        mail = EmailMultiAlternatives(
            subject=message.subject,
            body=message.text,
            to=[recipient.email],
            headers={
                "Message-ID": f"<{message.id}@magwatch>",
                "X-Magwatch-Id": str(message.id),
                "Auto-Submitted": "auto-generated",
                "Importance": "high" if message.severity in {"urgent", "emergency"} else "normal",
            },
        )
        mail.attach_alternative(message.html, "text/html")
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _reason in error.recipients.values()]
            raise TransportError(f"recipient refused: {codes}", permanent=all(c >= 500 for c in codes)) from error
        except smtplib.SMTPResponseException as error:
            raise TransportError(f"mail server said {error.smtp_code}", permanent=False) from error
        except (OSError, smtplib.SMTPException) as error:
            raise TransportError(f"mail server not reached: {type(error).__name__}", permanent=False) from error
