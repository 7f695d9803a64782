"""What the environment asks of the embedded installation."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from config import env
from config.embedded import layout

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - names the addresses, does not listen there


@dataclass(frozen=True, kw_only=True)
class Options:
    """Read once; `redis_url` is empty when the broker of our own is to run."""

    data_dir: Path
    host: str
    port: int
    redis_url: str
    sends_mail: bool
    has_site_url: bool

    @property
    def listens_everywhere(self) -> bool:
        """Whether HOST stands for every address of the machine."""
        return self.host in EVERYWHERE

    @property
    def own_address(self) -> str:
        """The address under which this machine itself reaches the page."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - as above

    @property
    def page_url(self) -> str:
        """What to type into a browser on this machine."""
        host = f"[{self.own_address}]" if ":" in self.own_address else self.own_address
        return f"http://{host}:{self.port}/"

    def environment(self) -> dict[str, str]:
        """What the processes get: the caller's environment with every default spelled out."""
        settled = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": str(self.data_dir),
            "HOST": self.host,
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            # A task every few seconds would bury what matters to the person at the console.
            "LOG_LEVEL": os.environ.get("LOG_LEVEL") or "WARNING",
        }
        if not self.redis_url:
            settled["REDIS_URL"] = layout.broker_url(self.data_dir)
        return {**os.environ, **settled}


def read_options() -> Options:
    """The options, from the environment; an unknown value raises ImproperlyConfigured."""
    return Options(
        data_dir=Path(env.read("DATA_DIR") or layout.BASE_DIR / "data").resolve(),
        host=env.read("HOST") or "127.0.0.1",
        port=env.read_int("PORT", default=8000, least=1, most=65535),
        redis_url=env.read("REDIS_URL"),
        sends_mail=bool(env.read("EMAIL_URL")),
        has_site_url=bool(env.read("SITE_URL")),
    )
