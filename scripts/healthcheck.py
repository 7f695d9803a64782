"""For containers: is the address fine? Exit status 0 when it answers 200.

    python scripts/healthcheck.py http://web:8000/healthz

Only the standard library, so that it costs little. The request names the host of SITE_URL, because no other is served.
"""

from __future__ import annotations

import http.client
import os
import sys
from urllib.parse import urlsplit


def main() -> int:
    """Ask once."""
    asked = urlsplit(sys.argv[1])
    host = urlsplit(os.environ.get("SITE_URL") or sys.argv[1]).netloc
    try:
        connection = http.client.HTTPConnection(asked.hostname or "", asked.port, timeout=4)
        connection.request("GET", asked.path, headers={"Host": host})
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException) as error:
        print(error)
        return 1
    print(answer.status, answer.read(500).decode("utf-8", errors="replace"))
    return int(answer.status != 200)


if __name__ == "__main__":
    sys.exit(main())
