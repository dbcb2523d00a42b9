"""How the map copes with many features: ``python -m benchmarks.growth [--rounds 3]``.

The data of the atlas with 0, 300, 3,000 and 30,000 made-up polygons in one layer, and the polygons
alone as an ordinary folium map, with leafmap's folium backend and with pydeck, each in Streamlit.
Printed are the first map, a filter on a town, frames while the map is dragged, memory and bytes.
The atlas is measured on two pages: the workbench, which has no table, and 生态红线, whose table
lists the polygons. What leafmap needs is not locked: it takes part where it is installed
(``pip install --group growth``).
"""

from __future__ import annotations

import argparse
import base64
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles
from time import monotonic

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from benchmarks.measure import CHROMIUM, CHROMIUM_ARGS, serve_locally
from tests.support.many_polygons import LAYER, write_root
from tests.support.server import Server, memory_mb

SIZES = (0, 300, 3_000, 30_000)
TOWN = "370283122"
PATIENCE = 90  # s after which a contestant has failed
SETTLE = 1500  # ms of rest between measurements
#: pages of the atlas: without and with a table of what is on the map
PAGES = ("/workbench", "/ecology")
LIBRARIES = ("folium", "leafmap", "pydeck")
ARGS = [
    *CHROMIUM_ARGS,
    *("--use-angle=swiftshader", "--enable-unsafe-swiftshader"),  # WebGL without a graphics card
]
#: measure → (title, unit)
MEASURES = {
    "first": ("first map", "ms"),
    "filter": ("filter on a town", "ms"),
    "frame": ("frame while dragging, median", "ms"),
    "frame95": ("frame while dragging, 95 %", "ms"),
    # of the page's main thread: other work on the machine does not count
    "first_cpu": ("processor: first map", "ms"),
    "filter_cpu": ("processor: filter", "ms"),
    "frame_cpu": ("processor: frame while dragging, mean", "ms"),
    "server": ("memory of the server", "MB"),
    "page": ("memory of the page", "MB"),
    "bytes": ("bytes of a first visit", "KB"),
}
#: in every page: ``seen(condition)`` resolves when the condition is true and painted, and fails
#: after ``PATIENCE``
SCRIPT = (
    f"window.patience = {PATIENCE * 1000};"
    + """
window.seen = (shown, start = 0) => new Promise((done, fail) => {
  const until = performance.now() + window.patience;
  const look = () => {
    let found = false;
    try { found = shown(); } catch {}
    if (!found && performance.now() > until) return void fail(new Error('not seen'));
    if (!found) return void setTimeout(look, 4);
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
  };
  look();
});
window.frames60 = () => {
  const times = [];
  let last = performance.now();
  window.dragged = false;
  return new Promise(done => {
    const next = () => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      window.dragged ? done(times) : requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
};
"""
)
#: the atlas shows exactly what it should, and all of it is drawn
ATLAS = f"""
(wanted => {{
  const frame = document.querySelector('.atlas-frame[data-ready=true]');
  const layer = frame?.atlas.layers.get('{LAYER}');
  if (!layer?.loaded) return false;
  const passes = frame.atlas.state.layers['{LAYER}'];
  if (Boolean(passes) !== wanted) return false;
  const on = new Set(passes);
  const right = f => f.shown === (!passes || on.has(f.ordinal));
  const {{tiles}} = layer;
  if (!layer.features.every(right)) return false;
  return !tiles || (tiles.canvas.done &&
    tiles.shown.every((shown, i) =>
      Boolean(shown) === (tiles.looks[i] >= 0 && (!passes || on.has(i)))));
}})
"""


#: (page or library, polygons) → measure → values
Results = dict[tuple[str, int], dict[str, list[float]]]


class Contestant:
    """A page with so many polygons: of the atlas (its path), or a library's."""

    def __init__(self, count: int, server: Server, name: str) -> None:
        self.count, self.server, self.name = count, server, name
        self.library = name if name in LIBRARIES else None
        self.path = "" if self.library else name

    # ---- what is awaited -------------------------------------------------------------------------

    def _shown(self, town: str | None) -> str:
        if self.library is None:
            return f"() => ({ATLAS})({'true' if town else 'false'})"
        if self.library == "pydeck":
            return "() => document.querySelector('.stDeckGlJsonChart canvas')"
        return (
            "() => [...document.querySelectorAll('iframe')].some(frame =>"
            f" frame.contentDocument?.querySelector('path.state-{town or 'all'}'))"
        )

    def first(self, page: Page) -> float:
        start = f"if (window === top) window.first = seen({self._shown(None)});"
        page.add_init_script(start)
        began = monotonic()
        page.goto(self.server.url + self.path, wait_until="commit", timeout=PATIENCE * 1000)
        taken: float = page.evaluate("window.first")
        return self._seen_on_screen(page, began, blank=None) if self.library == "pydeck" else taken

    def filter(self, page: Page) -> float:
        if self.library is None:
            found: float = page.evaluate(
                f"""() => {{
                  const start = performance.now();
                  document.querySelector('.atlas-frame').atlas.choose({{towns: ['{TOWN}']}});
                  return seen({self._shown(TOWN)}, start);
                }}"""
            )
            return found
        before = self._screen(page)
        page.get_by_label("Town").fill(TOWN)
        began = monotonic()
        page.evaluate("() => { window.start = performance.now(); }")
        page.keyboard.press("Enter")
        if self.library == "pydeck":
            return self._seen_on_screen(page, began, blank=before)
        taken: float = page.evaluate(f"() => seen({self._shown(TOWN)}, window.start)")
        return taken

    def _seen_on_screen(self, page: Page, began: float, blank: int | None) -> float:
        """Wait until the screen has the polygons' colour (far fewer than ``blank`` pixels)."""
        while monotonic() - began < PATIENCE:
            found = self._screen(page)
            if found > 50 if blank is None else found < blank / 2:
                return (monotonic() - began) * 1000
        raise TimeoutError

    def _screen(self, page: Page) -> int:
        """Return how many pixels of the screen are of the edges' colour."""
        if self.library != "pydeck":
            return 0
        image = Image.open(BytesIO(page.screenshot())).convert("RGB")
        return sum(
            count
            for count, (r, g, b) in image.getcolors(1 << 24) or []
            if g - r > 20 and g - b > 15 and g < 240
        )


def drag(page: Page) -> list[float]:
    """Return the ms between frames while the map is dragged back and forth."""
    page.evaluate("() => { window.times = frames60(); }")
    page.mouse.move(700, 450)
    page.mouse.down()
    until = monotonic() + PATIENCE
    for step in range(60):
        if monotonic() > until:
            raise TimeoutError  # each move takes seconds
        page.mouse.move(700 + 8 * (step if step < 30 else 60 - step), 450)
    page.mouse.up()
    page.wait_for_timeout(300)
    page.evaluate("() => { window.dragged = true; }")
    found: list[float] = page.evaluate("window.times")
    return found[1:]


def page_memory_mb(browser: Browser) -> float:
    """Return the memory of the largest renderer."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return max(memory_mb(p["id"]) for p in processes if p["type"] == "renderer")


def visit(browser: Browser, contestant: Contestant) -> dict[str, float]:
    """Open the page, filter, drag; return what was measured before something failed."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, reduced_motion="reduce", locale="zh-CN"
    )
    url = contestant.server.url
    context.route(lambda asked: not asked.startswith((url, "blob:", "data:")), serve_locally)
    context.add_init_script(SCRIPT)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    received = [0]
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
    network.on(
        "Network.webSocketFrameReceived",
        lambda e: received.append(len(base64.b64decode(e["response"]["payloadData"] + "==="))),
    )
    network.send("Performance.enable", {"timeDomain": "threadTicks"})

    def processor() -> float:
        """Return the processor time of the page's main thread, in ms."""
        metrics = network.send("Performance.getMetrics")["metrics"]
        return 1000 * next(m["value"] for m in metrics if m["name"] == "TaskDuration")

    found: dict[str, float] = {}
    with suppress(BrowserError, TimeoutError):
        found["first"] = contestant.first(page)
        found["first_cpu"] = processor()
        page.wait_for_timeout(SETTLE)
        found["bytes"] = sum(received) / 1000
        before = processor()
        times = drag(page)
        found["frame_cpu"] = (processor() - before) / len(times)
        found["frame"], found["frame95"] = median(times), quantiles(times, n=20)[-1]
        page.wait_for_timeout(SETTLE)
        found["page"] = page_memory_mb(browser)
        found["server"] = contestant.server.memory_mb()
        before = processor()
        found["filter"] = contestant.filter(page)
        found["filter_cpu"] = processor() - before
    context.close()
    return found


def contestants(
    folder: Path, sizes: list[int], libraries: list[str], stack: ExitStack
) -> list[Contestant]:
    """Write the data and start the servers."""
    found = []
    for count in sizes:
        root = folder / str(count)
        root.mkdir()
        write_root(root, count)
        for library in (None, *(libraries if count else [])):
            script = "benchmarks/growth_others.py" if library else "app.py"
            environment = {"ATLAS_ROOT": str(root), "GROWTH_LIBRARY": library or ""}
            server = Server(folder / f"{library}-{count}.log", script, environment=environment)
            stack.callback(server.stop)
            server.wait("/_stcore/health", 600)
            found += [Contestant(count, server, n) for n in ([library] if library else PAGES)]
    return found


def run(rounds: int, sizes: list[int], libraries: list[str]) -> Results:
    """Measure each contestant in turn, so that drift of the machine affects all."""
    results: Results = {}
    failures: Counter[tuple[str, int]] = Counter()
    with ExitStack() as stack, sync_playwright() as playwright:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        started = contestants(folder, sizes, libraries, stack)
        executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
        for number in range(rounds + 1):  # the first round warms up the servers
            print(f"round {number} of {rounds}", file=sys.stderr)
            for one in started:
                key = (one.name, one.count)
                if failures[key] > 1:
                    continue
                browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
                found = visit(browser, one)
                browser.close()
                failures[key] += "filter" not in found
                for measure, value in found.items() if number else ():
                    results.setdefault(key, defaultdict(list))[measure].append(value)
    return results


def report(results: Results) -> bool:
    """Print medians and ratios; return whether the targets are met."""
    middle = {
        key: {measure: median(values) for measure, values in found.items()}
        for key, found in results.items()
    }
    width = max(map(len, (title for title, _ in MEASURES.values()))) + 5
    for count in sorted({count for _, count in middle}):
        names = [name for name, size in middle if size == count]
        print(f"{f'{count:,} more polygons':{width}}" + "".join(f"{name:>12}" for name in names))
        for measure, (title, unit) in MEASURES.items():
            found = [middle[name, count].get(measure) for name in names]
            cells = "".join(f"{'–' if v is None else f'{v:,.0f}':>12}" for v in found)
            print(f"  {f'{title}, {unit}':{width - 2}}{cells}")
    most = max(count for _, count in middle)
    print(f"\n÷ {PAGES[0]} with {most:,} more")
    ours = middle[PAGES[0], most]
    for (name, count), found in middle.items():
        if name in LIBRARIES:
            ratios = (f"{MEASURES[m][0]} {v / ours[m]:.2f}" for m, v in found.items() if m in ours)
            print(f"  {name} with {count:,}: " + "; ".join(ratios))
    targets = []
    for page in PAGES:
        grown, today = middle[page, most], middle[page, 0]
        targets += [
            (f"{page}: first map ÷ today's", grown["first"] / today["first"], 1.5),
            (f"{page}: filter ÷ today's", grown["filter"] / today["filter"], 3),
            (f"{page}: frame while dragging, 95 %, ms", grown["frame95"], 50),
            (
                f"{page}: processor for the first map ÷",
                grown["first_cpu"] / today["first_cpu"],
                1.5,
            ),
            (f"{page}: processor for a filter ÷", grown["filter_cpu"] / today["filter_cpu"], 3),
        ]
    print(f"\ntargets, with {most:,} more")
    for title, value, limit in targets:
        verdict = "met" if value <= limit else "MISSED"
        print(f"  {title:42} {value:7.2f}   at most {limit:<4g} {verdict}")
    return all(value <= limit for _, value, limit in targets)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="benchmarks.growth", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    known = [name for name in LIBRARIES if find_spec(name)]
    parser.add_argument("--libraries", nargs="*", default=known, choices=known)
    asked = parser.parse_args()
    results = run(asked.rounds, asked.sizes, asked.libraries)
    raise SystemExit(0 if report(results) else 1)
