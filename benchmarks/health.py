"""Request ``/healthz`` repeatedly, and print the seconds and the status of each answer.

Runs as a process of its own, so that delays of the process that makes the load are not measured.
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
