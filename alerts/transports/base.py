"""What a way to deliver a message must be able to do. One file per transport; docs/channels.md shows how to add one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.forms import Form
from django.utils.functional import Promise

from tracker.models import User


class TransportError(Exception):
    """A message could not be handed over. `permanent` when trying again cannot help."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Message:
    """One message, ready to be sent. `id` is the same each time it is tried, so that a repeat can be known.

    `headline` may stand on a lock screen, so it names no product; `text` and `html` carry the details and are for
    channels that only the recipient opens.
    """

    id: UUID
    severity: str
    headline: str
    subject: str
    text: str
    html: str
    url: str


class Transport(ABC):
    """A way to reach somebody."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    icon: ClassVar[str]
    settings_form: ClassVar[type[Form]]

    @abstractmethod
    def reaches(self, user_id: UUID) -> bool:
        """Whether this user can be reached this way now."""

    @abstractmethod
    def send(self, message: Message, recipient: User) -> None:
        """Hand the message over. Returns when the other side has taken it; raises TransportError otherwise."""
