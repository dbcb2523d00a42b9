"""A served page, a browser that looks at it, a stopwatch inside the page and a scale at its websocket."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.contestants import Click

ROOT = Path(__file__).parent.parent
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    # three pages are open at once: none is to be slowed because another is in front
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]
SETTLE = 1200  # ms between two measurements, for animations and late messages to end
PATIENCE = 30_000
# Look every 4 ms; once it is there, the second animation frame starts after it has been painted.
WATCH = """
  const look = () => { if (!(%s)) return void setTimeout(look, 4);
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start))); };
"""


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("Chromium is needed: make browser")


class Server:
    """A script served by Streamlit on a free port."""

    def __init__(self, script: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
        flags = [word for key, value in options.items() for word in (f"--{key}", str(value))]
        command = [sys.executable, "-m", "streamlit", "run", script, *flags]
        # `-m benchmarks` has put the project on the path of this process only
        code = f"import sys; sys.path.insert(0, {str(ROOT)!r})"
        del code
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise SystemExit(f"{script} does not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


def serve_locally(route: Route) -> None:
    """Answer what folium asks of public CDNs: Leaflet from its wheel, nothing from the rest, at once."""
    name = route.request.url.split("?")[0].rsplit("/", 1)[-1]
    if name in ("leaflet.js", "leaflet.css"):
        body = files("js_lib_leaflet").joinpath("static/js_lib_leaflet", name).read_bytes()
    else:
        body = b""
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    route.fulfill(status=200, content_type=kind, body=body)


class Visit:
    """One contestant's page in a browser of its own (nothing cached)."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.context: BrowserContext = browser.new_context(viewport={"width": 1366, "height": 768})
        self.context.route(lambda u: not u.startswith("http://127.0.0.1:"), serve_locally)
        self.page: Page = self.context.new_page()
        self.url = url
        self.received: list[bytes] = []
        self.page.on(
            "websocket",
            lambda ws: ws.on(
                "framereceived", lambda data: self.received.append(data if isinstance(data, bytes) else b"")
            ),
        )

    def open(self, path: str, shown: str) -> float:
        """Return the ms from the start of the navigation until it is shown."""
        self.page.add_init_script(
            "if (window === top) window.measured = new Promise(done => { const start = 0;"
            + WATCH % shown
            + "look(); });"
        )
        self.page.goto(self.url + path, wait_until="commit")
        self.page.wait_for_function("window.measured", timeout=PATIENCE)
        result: float = self.page.evaluate("window.measured")
        self.page.wait_for_timeout(SETTLE)
        return result

    def time(self, click: Click) -> float:
        """Return the ms from a click until its answer is painted."""
        target: Any = self.page
        if click.in_frame:
            target = next(f for f in reversed(self.page.frames) if "streamlit_folium" in f.url)
        locator = target.locator(click.selector)
        if click.opener and not locator.is_visible():
            self.page.locator(click.opener).click()
        locator.wait_for()
        target.evaluate(
            "() => { const pathsBefore = document.querySelectorAll('path').length;"
            " window.measured = new Promise(done => addEventListener('click', event => {"
            " const start = event.timeStamp;"
            + WATCH % click.done
            + "setTimeout(look); }, {capture: true, once: true})); }"
        )
        self.received.clear()
        locator.click()
        result: float = target.evaluate("window.measured")
        self.page.wait_for_timeout(SETTLE)
        return result

    def weigh(self) -> Counter[str]:
        """Return the bytes received since the last click, by the element that they carry."""
        weights: Counter[str] = Counter()
        for data in self.received:
            weights["all"] += len(data)
            message = ForwardMsg.FromString(data)
            if message.WhichOneof("type") != "delta":
                continue
            element = message.delta.new_element
            kind = element.WhichOneof("type")
            name = element.bidi_component.component_name if kind == "bidi_component" else kind
            weights[str(name)] += len(data)
        return weights
