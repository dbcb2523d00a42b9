"""How many remarks one client, and all together, may send in a time. Kept in memory only.

A client is known by a hash of its address with a salt of this process, and forgotten after
``WINDOW_S``: neither the file nor a log says who has sent what.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import deque
from collections.abc import Callable
from ipaddress import ip_address, ip_network

#: attempts of one client in a window (seconds)
ATTEMPTS, WINDOW_S = 8, 600.0
#: remarks of all clients together that are kept in an hour
KEPT_IN_HOUR, HOUR_S = 200, 3600.0
#: how often all clients are looked at (seconds)
SWEEP_S = 10.0
#: clients remembered at most; more at once are an attack
CLIENTS = 10_000


class FeedbackLimits:
    """Counts attempts by client, and remarks that were kept.

    Parameters
    ----------
    clock : callable
        Seconds that only grow.

    Examples
    --------
    >>> limits = FeedbackLimits(clock=lambda: 0.0)
    >>> waits = [limits.wait_of("192.0.2.1") for _ in range(ATTEMPTS + 1)]
    >>> waits[0], waits[-1]
    (0.0, 600.0)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.salt = secrets.token_bytes(16)
        self.attempts: dict[bytes, deque[float]] = {}
        self.kept: deque[float] = deque()
        self.swept = self.clock()

    def wait_of(self, address: str) -> float:
        """Count an attempt; return after how many seconds to try again, 0 if it may go on."""
        now = self.clock()
        if now - self.swept >= SWEEP_S:  # looking at all for each would be slow in a flood
            self.forget()
        if wait := self._wait_of_all():
            return wait
        client = self._client(address)
        if client not in self.attempts and len(self.attempts) >= CLIENTS:
            return WINDOW_S
        mine = self.attempts.setdefault(client, deque())
        _drop(mine, now - WINDOW_S)
        if len(mine) >= ATTEMPTS:
            return mine[0] + WINDOW_S - now
        mine.append(now)
        return 0.0

    def reserve(self) -> float:
        """Count a remark that is about to be kept; return a wait as :meth:`wait_of` does."""
        wait = self._wait_of_all()
        if not wait:
            self.kept.append(self.clock())
        return wait

    def give_back(self) -> None:
        """Count a remark no longer, as it could not be kept."""
        if self.kept:
            self.kept.pop()

    def _wait_of_all(self) -> float:
        now = self.clock()
        _drop(self.kept, now - HOUR_S)
        return self.kept[0] + HOUR_S - now if len(self.kept) >= KEPT_IN_HOUR else 0.0

    def forget(self) -> None:
        """Forget clients whose attempts are older than the window."""
        now = self.swept = self.clock()
        for client, times in list(self.attempts.items()):
            _drop(times, now - WINDOW_S)
            if not times:
                del self.attempts[client]

    def _client(self, address: str) -> bytes:
        """Return the hash of an address; of IPv6, of the network that one client commonly has."""
        try:
            found = ip_address(address)
        except ValueError:
            name = address
        else:
            name = str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
        return hashlib.blake2b(name.encode(), key=self.salt, digest_size=16).digest()


def _drop(times: deque[float], until: float) -> None:
    while times and times[0] <= until:
        times.popleft()
