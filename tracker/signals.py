"""The only signal of the project: the doorbell.

Sent after commit with `person_id`. Losing it is harmless, because the sweep finds the `Change` rows.
"""

from __future__ import annotations

from django.dispatch import Signal

changed = Signal()
