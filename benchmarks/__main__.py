"""Run the comparison and print the results: ``python -m benchmarks [--rounds 10]``."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.contestants import CONTESTANTS, TOWNS, Bare, Ordinary, ThisAtlas
from benchmarks.measure import CHROMIUM, CHROMIUM_ARGS, Visit
from tests.support.server import Server

ATLAS, ORDINARY, BARE = ThisAtlas.name, Ordinary.name, Bare.name
MEASURES = {
    "first": "first map (bare: widget)",
    "table": "table readable",
    "filter": "filter → map, table, count",
    "select": "row → card",
    "switch": "switch on the map → repaint",
    "page": "page switch → repaint",
    "floor": "click → one word",
}
STEPS = {"choose": "choose a town", "clear": "clear the choice"}
ARGS = [
    *CHROMIUM_ARGS,
    # three pages are open at once: do not slow down those in the background
    *("--disable-background-timer-throttling", "--disable-renderer-backgrounding"),
    "--disable-backgrounding-occluded-windows",
]


@dataclass
class Found:
    """What was measured: times in ms by measure and contestant, bytes, and layout shifts."""

    times: dict[str, dict[str, list[float]]]
    #: bytes by step (``first visit``, ``second visit``, ``filter``) and contestant
    passed: dict[str, dict[str, list[Counter[str]]]]
    shifts: list[float]


def run(rounds: int) -> Found:
    """Measure; the contestants take turns (ABCABC…), so that drift of the machine affects all."""
    found = Found({measure: defaultdict(list) for measure in MEASURES}, defaultdict(dict), [])
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {c.name: Server(folder / f"{c.name}.log", c.script) for c in CONTESTANTS}
        for server in servers.values():
            stack.callback(server.stop)
        for server in servers.values():
            server.wait("/_stcore/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
            stays = {c.name: _visit(browser, servers, c) for c in CONTESTANTS}
            for c in CONTESTANTS:  # warm up server and page; not counted
                stays[c.name].open(c.path, c.shown("transport", None))
                for town in ("云山镇", None):
                    stays[c.name].time(c.filter("云山镇", town))
            for i in range(rounds):
                print(f"round {i + 1} of {rounds}", file=sys.stderr, flush=True)
                for c in CONTESTANTS:
                    _open(found, c, _visit(browser, servers, c))
                _click(found, stays, i)
            browser.close()
    return found


def _visit(browser: Browser, servers: dict[str, Server], contestant: Bare) -> Visit:
    """Return a page of a contestant; folium's ordinary map asks CDNs, which are not there."""
    return Visit(browser, servers[contestant.name].url, cdns=contestant.name == ORDINARY)


def _open(found: Found, contestant: Bare, visit: Visit) -> None:
    """Open the overview twice, the first time with an empty cache."""
    name = contestant.name
    first, table = visit.open("/", contestant.first(), contestant.table())
    found.times["first"][name].append(first)
    found.times["table"][name].append(table)
    for step in ("first visit", "second visit"):
        visit.page.wait_for_load_state("networkidle")
        found.passed[step].setdefault(name, []).append(visit.passed.copy())
        if step == "first visit":
            if name == ATLAS:
                found.shifts.append(visit.moved())
            visit.page.goto("about:blank")
            visit.open("/", contestant.first())
    visit.context.close()


def _click(found: Found, stays: dict[str, Visit], number: int) -> None:
    """Filter, select, switch and turn pages, each contestant in turn."""
    pill = list(TOWNS)[number % len(TOWNS)]
    for step in STEPS:
        for c in CONTESTANTS:
            click = c.filter(pill, pill if step == "choose" else None)
            found.times["filter"][c.name].append(stays[c.name].time(click))
            found.passed["filter"].setdefault(c.name, []).append(stays[c.name].passed.copy())
    for c in CONTESTANTS:
        if select := c.select(number):
            found.times["select"][c.name].append(stays[c.name].time(select))
            stays[c.name].page.locator(".atlas-card .close").click()
    for c in (*CONTESTANTS, *CONTESTANTS):
        if switch := c.switch():
            found.times["switch"][c.name].append(stays[c.name].time(switch))
    for c in CONTESTANTS:
        plain = stays[c.name].plain(str(number), in_frame=c.name == ORDINARY)
        found.times["floor"][c.name].append(stays[c.name].time(plain))
    for page in ("industry", "transport"):
        for c in CONTESTANTS:
            found.times["page"][c.name].append(stays[c.name].time(c.page(page)))


def report(found: Found) -> bool:
    """Print measurements and targets; return whether all targets are met."""
    times, names = found.times, [c.name for c in CONTESTANTS]
    print(f"{'ms: median (min–max) of n':30}" + "".join(f"{name:>26}" for name in names))
    for measure, title in MEASURES.items():
        line = f"{title:30}"
        for values in (times[measure][name] for name in names):
            span = f" ({min(values):.0f}–{max(values):.0f}) of {len(values)}" if values else ""
            line += f"{f'{median(values):.0f}{span}' if values else '–':>26}"
        print(line)

    print("\nmedian KB by requests (compressed) and over the websocket, both ways")
    for step, by in found.passed.items():
        for name, all_of_it in by.items():
            requests, messages = (
                median(each[kind] for each in all_of_it) / 1000 for kind in ("requests", "messages")
            )
            print(f"  {step:13} {name:13} requests {requests:>8,.1f}  messages {messages:>8,.1f}")

    t = {m: {name: median(v) for name, v in by.items() if v} for m, by in times.items()}
    ours = {measure: by[ATLAS] for measure, by in t.items() if ATLAS in by}
    rerun, word = t["filter"][BARE], t["floor"][BARE]
    sent = max(each["messages"] for each in found.passed["filter"][ATLAS])
    targets = [
        ("first map ÷ bare page's widget", ours["first"] / t["first"][BARE], 0.7),
        ("table readable ÷ bare page's widget", ours["table"] / t["first"][BARE], 1.1),
        ("filter ÷ bare rerun", ours["filter"] / rerun, 0.35),
        ("filter ÷ ordinary map's", ours["filter"] / t["filter"][ORDINARY], 0.5),
        ("bytes told to Python or by it, a filter", sent, 0),
        ("row → card ÷ bare rerun", ours["select"] / rerun, 0.35),
        ("switch ÷ ordinary map's own", ours["switch"] / t["switch"][ORDINARY], 1.0),
        ("switch on the map, ms", ours["switch"], 50),
        ("page switch ÷ bare rerun", ours["page"] / rerun, 1.5),
        ("layout shift (CLS), most", max(found.shifts), 0.01),
    ]
    print("\ntargets")
    for title, value, limit in targets:
        verdict = "met" if value <= limit else "MISSED"
        print(f"  {title:40} {value:7.3f}   at most {limit:<5g} {verdict}")
    print(f"  floor: a click that changes one word in the browser ÷ bare rerun: {word / rerun:.2f}")
    for measure in ("filter", "select", "switch"):
        ratio = ours[measure] / ours["floor"]
        print(f"  {MEASURES[measure]} ÷ a click that changes one word in the atlas: {ratio:.2f}")
    ordinary = t["switch"][ORDINARY] / t["floor"][ORDINARY]
    print(f"  the ordinary map's own switch ÷ the same in its frame: {ordinary:.2f}")
    for measure in ("first", "page"):
        print(f"  {MEASURES[measure]} ÷ ordinary map's: {ours[measure] / t[measure][ORDINARY]:.2f}")
    return all(value <= limit for _, value, limit in targets)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="10 or more for a reliable median")
    raise SystemExit(0 if report(run(parser.parse_args().rounds)) else 1)
