"""Run the comparison and print the results: ``python -m benchmarks [--rounds 10]``."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from benchmarks.contestants import CONTESTANTS, TOWNS, Bare, Ordinary, ThisAtlas
from benchmarks.measure import Visit
from tests.support.server import Server

ATLAS, ORDINARY, BARE = ThisAtlas.name, Ordinary.name, Bare.name
MEASURES = {
    "first": "first map (bare: widget)",
    "filter": "widget filter → repaint",
    "switch": "switch on the map → repaint",
    "page": "page switch → repaint",
}
STEPS = {"choose": "choose a town", "clear": "clear the choice"}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"),
    # three pages are open at once: do not slow down those in the background
    *("--disable-background-timer-throttling", "--disable-renderer-backgrounding"),
    "--disable-backgrounding-occluded-windows",
]

Times = dict[str, dict[str, list[float]]]
Weights = dict[str, dict[str, list[Counter[str]]]]


def run(rounds: int) -> tuple[Times, Weights]:
    """Measure; the contestants take turns (ABCABC…), so that drift of the machine affects all."""
    times: Times = {measure: defaultdict(list) for measure in MEASURES}
    weights: Weights = {step: defaultdict(list) for step in STEPS}
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {c.name: Server(folder / f"{c.name}.log", c.script) for c in CONTESTANTS}
        for server in servers.values():
            stack.callback(server.stop)
        for server in servers.values():
            server.wait("/_stcore/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)
            stays = {c.name: Visit(browser, servers[c.name].url) for c in CONTESTANTS}
            for c in CONTESTANTS:  # warm up server and page; not counted
                stays[c.name].open(c.path, c.shown("transport", None))
                for town in ("云山镇", None):
                    stays[c.name].time(c.filter("云山镇", town))
            for i in range(rounds):
                print(f"round {i + 1} of {rounds}", file=sys.stderr)
                for c in CONTESTANTS:
                    visit = Visit(browser, servers[c.name].url)
                    times["first"][c.name].append(visit.open("/", c.first()))
                    visit.context.close()
                pill = list(TOWNS)[i % len(TOWNS)]
                for step in STEPS:
                    for c in CONTESTANTS:
                        click = c.filter(pill, pill if step == "choose" else None)
                        times["filter"][c.name].append(stays[c.name].time(click))
                        weights[step][c.name].append(stays[c.name].weigh())
                for c in (*CONTESTANTS, *CONTESTANTS):
                    if switch := c.switch():
                        times["switch"][c.name].append(stays[c.name].time(switch))
                for page in ("industry", "transport"):
                    for c in CONTESTANTS:
                        times["page"][c.name].append(stays[c.name].time(c.page(page)))
            browser.close()
    return times, weights


def report(times: Times, weights: Weights) -> bool:
    """Print measurements and targets; return whether all targets are met."""
    names = [c.name for c in CONTESTANTS]
    print(f"{'ms: median (min–max) of n':30}" + "".join(f"{name:>26}" for name in names))
    for measure, title in MEASURES.items():
        line = f"{title:30}"
        for values in (times[measure][name] for name in names):
            span = f" ({min(values):.0f}–{max(values):.0f}) of {len(values)}" if values else ""
            line += f"{f'{median(values):.0f}{span}' if values else '–':>26}"
        print(line)

    print("\nmedian bytes over the websocket per filter, before compression. Each message counts")
    print("for the element it carries; messages in the browser's cache are sent as a hash only")
    heaviest = 0.0
    for step, title in STEPS.items():
        for c in CONTESTANTS:
            found = weights[step][c.name]
            carried, table = (median(w[e] for w in found) for e in (c.map_element, c.table_element))
            whole = median(w.total() for w in found)
            heaviest = max(heaviest, carried) if c.name == ATLAS else heaviest
            print(
                f"  {title:18} {c.name:13} map {carried:>8,.0f}  table {table:>6,.0f}"
                f"  rest of the page {whole - carried - table:>6,.0f}  all {whole:>8,.0f}"
            )

    t = {m: {name: median(v) for name, v in by.items() if v} for m, by in times.items()}
    ours, rerun = {measure: by[ATLAS] for measure, by in t.items()}, t["filter"][BARE]
    targets = [
        ("widget filter ÷ bare rerun", ours["filter"] / rerun, 2.0),
        ("widget filter ÷ ordinary map's", ours["filter"] / t["filter"][ORDINARY], 0.5),
        ("switch on the map, ms", ours["switch"], 50),
        ("page switch ÷ bare rerun", ours["page"] / rerun, 2.5),
        ("map's KB per filter", heaviest / 1000, 5),
        ("first map ÷ bare first paint", ours["first"] / t["first"][BARE], 1.4),
    ]
    print("\ntargets")
    for title, value, limit in targets:
        verdict = "met" if value <= limit else "MISSED"
        print(f"  {title:32} {value:6.2f}   at most {limit:<4g} {verdict}")
    for measure in ("first", "page"):
        print(f"  {MEASURES[measure]} ÷ ordinary map's: {ours[measure] / t[measure][ORDINARY]:.2f}")
    return all(value <= limit for _, value, limit in targets)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="10 or more for a reliable median")
    raise SystemExit(0 if report(*run(parser.parse_args().rounds)) else 1)
