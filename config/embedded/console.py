"""What the person at the console reads."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from config.embedded import layout

if TYPE_CHECKING:
    from config.embedded.options import Options


class CannotStart(Exception):
    """Why nothing was started, and what to do about it."""


def say(text: str) -> None:
    """One line, at once, even into a pipe. When nobody reads any more, the processes go on all the same."""
    with suppress(OSError):
        print(text, flush=True)


def complain(text: str) -> None:
    """One line about trouble."""
    with suppress(OSError):
        print(f"Magwatch: {text}", file=sys.stderr, flush=True)


def banner(options: Options) -> str:
    """The address, who can sign in, where mails go, how to stop."""
    lines = ["", f"  Magwatch runs at {options.page_url}", *_sign_in(options), _mail(options), *_reach(options)]
    return "\n".join([*lines, "  Ctrl-C stops everything.", ""])


def _sign_in(options: Options) -> list[str]:
    path = layout.demo_password_file(options.data_dir)
    if not path.exists():
        return []
    return [
        "  Demo people: patient@example.org and caregiver@example.org",
        f"  Password:    {path.read_text(encoding='utf-8').strip()}",
    ]


def _mail(options: Options) -> str:
    return "  Mails go out as EMAIL_URL says." if options.sends_mail else f"  Mails land in {options.data_dir / 'mail'}"


def _reach(options: Options) -> list[str]:
    if options.listens_everywhere and not options.has_site_url:
        return [f"  HOST={options.host} listens to the network: set SITE_URL to the address that others type."]
    return []
