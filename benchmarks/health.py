"""Ask a server again and again whether it is alive, and print the seconds and the status.

A process of its own: what holds up the one that makes the load does not count as the server's.
"""

from __future__ import annotations

import sys
import time

import httpx2

#: seconds between two requests
EVERY_S = 0.2


def main(url: str) -> None:
    with httpx2.Client(base_url=url, timeout=60) as client:
        while True:
            began = time.perf_counter()
            try:
                how = str(client.get("/healthz").status_code)
            except httpx2.TransportError as error:
                how = type(error).__name__
            print(time.perf_counter() - began, how, flush=True)
            time.sleep(EVERY_S)


if __name__ == "__main__":
    main(sys.argv[1])
