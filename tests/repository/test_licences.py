"""Licences of the runtime dependencies: all are compatible with the project's MIT licence."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.support.project import failures

ROOT = Path(__file__).parents[2]

#: names of allowed licences; LGPL is allowed for libraries
ALLOWED = re.compile(
    r"MIT(-CMU)?( License)?|MIT OR Apache-2\.0|ISC License|ISC License \(ISCL\)"
    r"|(\d-Clause )?BSD( License)?|New BSD|BSD-\d-Clause|BSD 3-Clause License|0BSD|Zlib"
    r"|Apache(-2\.0| License 2\.0| Software License)|CNRI-Python"
    r"|PSF-2\.0|PSFL|Python Software Foundation License"
    r"|MPL[- ]2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)"
    r"|LGPL(-3\.0-only)?|GNU Library or Lesser General Public License \(LGPL\)"
    r"|CC0[- ]1\.0( Universal)?( \(CC0 1\.0\) Public Domain Dedication)?"
)


def licences(found: Distribution) -> list[str]:
    """Return the licences of a distribution: its expression, else classifiers, else free text."""
    about = found.metadata
    if about["License-Expression"]:
        return re.split(r" AND | OR ", about["License-Expression"])
    listed = [one for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    named = [one.rpartition(":: ")[2] for one in listed]
    return named or (about["License"] or "none").splitlines()[:1]


def needed(name: str, found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Collect the licences of a distribution and of its runtime dependencies."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key not in found:
        try:
            one = distribution(key)
        except PackageNotFoundError:  # not for this machine
            return found
        found[key] = licences(one)
        for text in one.requires or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                needed(requirement.name, found)
    return found


def test_every_dependency_has_a_compatible_licence() -> None:
    found = needed("pingdu-atlas", {})
    own = found.pop("pingdu-atlas")
    assert own
    assert len(found) > 50

    def check(name: str) -> None:
        assert all(ALLOWED.fullmatch(licence.strip()) for licence in found[name]), found[name]

    assert failures(check, sorted(found)) == {}


@pytest.mark.parametrize("text", ["GPL-3.0-only", "GNU General Public License (GPL)", "none"])
def test_an_incompatible_licence_is_detected(text: str) -> None:
    assert not ALLOWED.fullmatch(text)


def test_the_docs_state_the_reason_licence_and_size_of_each_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {Requirement(text).name for text in project["dependencies"]}
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    table = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    rows = {row[0]: row[1:] for row in table[1:]}
    assert rows.keys() == needed
    for name, (why, licence, megabytes, *_) in rows.items():
        assert len(why) > 10, name
        assert all(ALLOWED.fullmatch(one) for one in licence.split(" or ")), (name, licence)
        assert re.fullmatch(r"< 1|\d+", megabytes), (name, megabytes)
