"""The plan as the atlas reads it."""

from __future__ import annotations

import pytest

from atlas.core.paths import GEODATA
from atlas.plan.built_tables import read_checked
from atlas.plan.clauses import Plan


@pytest.fixture(scope="package")
def plan() -> Plan:
    return read_checked(GEODATA / "plan.json", Plan)
