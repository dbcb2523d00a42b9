"""The diagram of the packages in docs/architecture.md, drawn from their imports.

``python -m tests.support.architecture`` writes it anew.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
BLOCK = re.compile(r"```mermaid\n.*?```", flags=re.DOTALL)


def layers() -> list[list[str]]:
    """Return the layers of the import contract, highest first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (contract,) = [one for one in contracts if one["type"] == "layers"]
    return [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]


def package_imports() -> dict[str, set[str]]:
    """Return each package of ``atlas`` with the packages that it imports."""
    graph = grimp.build_graph("atlas", cache_dir=None)
    packages = {name.split(".")[1] for name in graph.find_children("atlas")}
    found: dict[str, set[str]] = {package: set() for package in packages}
    for module in graph.modules - {"atlas"}:
        package = module.split(".")[1]
        for imported in graph.find_modules_directly_imported_by(module) - {"atlas"}:
            found[package].add(imported.split(".")[1])
        found[package].discard(package)
    return found


def reduced(imports: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the transitive reduction of a graph without cycles."""

    def reach(package: str) -> set[str]:
        return imports[package].union(*(reach(one) for one in imports[package]))

    return {
        package: direct - set().union(*(reach(one) for one in direct))
        for package, direct in imports.items()
    }


def diagram() -> str:
    """Return the diagram as a Mermaid block; arrows are as long as the layers are apart."""
    order = layers()
    level = {package: row for row, layer in enumerate(order) for package in layer}
    edges = reduced(package_imports())
    lines = ["flowchart TD"]
    for layer in order:
        for package in layer:
            for lower in sorted(edges[package], key=lambda one: (level[one], one)):
                arrow = "-" * (1 + level[lower] - level[package]) + ">"
                lines.append(f"  {package} {arrow} {lower}")
    return "\n".join(["```mermaid", *lines, "```"])


def main() -> None:
    """Write the diagram into the page."""
    text = PAGE.read_text(encoding="utf-8")
    assert len(BLOCK.findall(text)) == 1, f"{PAGE}: expected one block of mermaid"
    PAGE.write_text(BLOCK.sub(lambda _: diagram(), text), encoding="utf-8")


if __name__ == "__main__":
    main()
