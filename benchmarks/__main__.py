"""Run the comparison and print it: ``python -m benchmarks [--rounds 12]``."""

from __future__ import annotations

import argparse
import statistics
from collections import Counter, defaultdict

from playwright.sync_api import sync_playwright

from benchmarks.contestants import CONTESTANTS, TOWNS, Bare, Ordinary, ThisAtlas
from benchmarks.measure import CHROMIUM_ARGS, Server, Visit, chromium

ATLAS, ORDINARY, BARE = ThisAtlas.name, Ordinary.name, Bare.name
MEASURES = {
    "first": "first map (bare: widget)",
    "filter": "widget filter → repaint",
    "switch": "switch on the map → repaint",
    "page": "page switch → repaint",
}

Times = dict[str, dict[str, list[float]]]


def run(rounds: int) -> tuple[Times, dict[str, list[Counter[str]]]]:
    """Measure ``rounds`` times, the contestants by turns (ABCABC…) so that drift hits all alike."""
    times: Times = {measure: defaultdict(list) for measure in MEASURES}
    weights: dict[str, list[Counter[str]]] = defaultdict(list)
    servers = {c.name: Server(c.script) for c in CONTESTANTS}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
            stays = {c.name: Visit(browser, servers[c.name].url) for c in CONTESTANTS}
            for c in CONTESTANTS:  # warms server and page; not counted
                stays[c.name].open(c.path, c.shown("transport", None))
                stays[c.name].time(c.filter("南村镇", "南村镇"))
                stays[c.name].time(c.filter("南村镇", None))
            for i in range(rounds):
                print(f"round {i + 1} of {rounds}", end="\r", flush=True)
                for c in CONTESTANTS:
                    visit = Visit(browser, servers[c.name].url)
                    times["first"][c.name].append(visit.open(c.path, c.shown("transport", None)))
                    visit.context.close()
                town = list(TOWNS)[i // 2 % len(TOWNS)]
                for c in CONTESTANTS:
                    click = c.filter(town, None if i % 2 else town)
                    times["filter"][c.name].append(stays[c.name].time(click))
                    weights[c.name].append(stays[c.name].weigh())
                for c in CONTESTANTS:
                    if i % 2 and (switch := c.switch()):  # with no town chosen: off and on again
                        times["switch"][c.name].append(stays[c.name].time(switch))
                for c in CONTESTANTS:
                    if i % 2 and (switch := c.switch()):
                        times["switch"][c.name].append(stays[c.name].time(switch))
                for page in ("industry", "transport"):
                    for c in CONTESTANTS:
                        if i % 2:
                            times["page"][c.name].append(stays[c.name].time(c.page(page)))
            browser.close()
    finally:
        for server in servers.values():
            server.stop()
    return times, weights


def middle(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")


def report(times: Times, weights: dict[str, list[Counter[str]]]) -> bool:
    """Print the table and the targets; return whether all are met."""
    names = [c.name for c in CONTESTANTS]
    print(f"{'ms: median (min–max), n':30}" + "".join(f"{name:>26}" for name in names))
    for measure, title in MEASURES.items():
        cells = []
        for name in names:
            values = times[measure][name]
            cells.append(
                f"{middle(values):.0f} ({min(values):.0f}–{max(values):.0f}), {len(values)}" if values else "–"
            )
        print(f"{title:30}" + "".join(f"{cell:>26}" for cell in cells))

    print("\nbytes received over the websocket per filter, uncompressed: median")
    weight: dict[str, dict[str, float]] = {}
    for c in CONTESTANTS:
        found = weights[c.name]
        parts = {
            "map": middle([w[c.map_element] for w in found]) if c.map_element else 0,
            "table": middle([w[c.table_element] for w in found]) if c.table_element else 0,
            "all": middle([w["all"] for w in found]),
        }
        weight[c.name] = parts
        rest = parts["all"] - parts["map"] - parts["table"]
        print(
            f"  {c.name:14} map {parts['map']:>9,.0f}   table {parts['table']:>7,.0f}"
            f"   rest of the page {rest:>7,.0f}   all {parts['all']:>9,.0f}"
        )
    print("  (each frame is one message of Streamlit's; it counts for the element that it carries)")

    t = {measure: {name: middle(times[measure][name]) for name in names} for measure in MEASURES}
    rerun = t["filter"][BARE]
    targets = [
        ("widget filter ÷ bare rerun", t["filter"][ATLAS] / rerun, 2.0, "×"),
        ("widget filter ÷ ordinary map", t["filter"][ATLAS] / t["filter"][ORDINARY], 0.5, "×"),
        ("switch on the map", t["switch"][ATLAS], 50, " ms"),
        ("page switch ÷ bare rerun", t["page"][ATLAS] / rerun, 2.5, "×"),
        ("map's bytes per filter", weight[ATLAS]["map"] / 1000, 5, " KB"),
        ("first map ÷ bare first paint", t["first"][ATLAS] / t["first"][BARE], 1.4, "×"),
    ]
    print("\ntargets")
    for title, value, limit, unit in targets:
        verdict = "met" if value <= limit else "MISSED"
        print(f"  {title:30} {value:7.2f}{unit:3}  at most {limit:g}{unit:3}  {verdict}")
    print(
        f"  beside them: page switch ÷ bare page switch {t['page'][ATLAS] / t['page'][BARE]:.2f}×,"
        f" ÷ ordinary {t['page'][ATLAS] / t['page'][ORDINARY]:.2f}×;"
        f" first map ÷ ordinary {t['first'][ATLAS] / t['first'][ORDINARY]:.2f}×"
    )
    return all(value <= limit for _, value, limit, _ in targets)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, help="at least 10 for a sound median")
    times, weights = run(parser.parse_args().rounds)
    raise SystemExit(0 if report(times, weights) else 1)


if __name__ == "__main__":
    main()
