"""The ways to reach somebody: one file each, listed here once."""

from uuid import UUID

from alerts.transports.base import Message, Transport, TransportError
from alerts.transports.email import EmailTransport

TRANSPORTS: dict[str, Transport] = {transport.kind: transport for transport in (EmailTransport(),)}


def transports_for(user_id: UUID) -> list[Transport]:
    """The transports by which this user can be reached."""
    return [transport for transport in TRANSPORTS.values() if transport.reaches(user_id)]


__all__ = ["TRANSPORTS", "Message", "Transport", "TransportError", "transports_for"]
