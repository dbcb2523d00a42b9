"""The plan as the atlas reads it."""

from __future__ import annotations

import pytest

from atlas.core.paths import GEODATA
from atlas.plan.clauses import Plan, read_plan


@pytest.fixture(scope="package")
def plan() -> Plan:
    return read_plan(GEODATA / "plan.json")
