"""Checks of places that the plan names without a boundary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from atlas.pipeline.validation.complaint import Complaint, Complaints, Layer
from atlas.plan.named_places import Definition

FILE = "geodata/definitions.json"


def check_definitions(
    definitions: Sequence[Definition], clauses: Collection[str], towns: Collection[str]
) -> Complaints:
    """Check that each name has one definition, and that its clause and towns exist.

    Parameters
    ----------
    definitions : sequence of Definition
        Definitions to check.
    clauses, towns : collection of str
        Ids of all clauses, NBS codes of all towns.
    """
    names = Counter(name for definition in definitions for name in definition.names)
    for definition in definitions:
        for name in definition.names:
            if names[name] > 1:
                message = f"expected one definition of {name}, found {names[name]}"
                yield Complaint(FILE, definition.id, "names", message)
        if definition.clause not in clauses:
            message = f"expected a clause of the plan, found {definition.clause!r}"
            yield Complaint(FILE, definition.id, "clause", message)
        for code in definition.towns:
            if code not in towns:
                message = f"expected codes of townships, found {code!r}"
                yield Complaint(FILE, definition.id, "towns", message)


def check_defined(layer: Layer, definitions: Sequence[Definition]) -> Complaints:
    """Check that features use the definitions of the places in their names.

    An area or a symbol must be in all towns of the definition; a feature that is not drawn may be
    in some of them. Lines are not checked.
    """
    for item in layer.items:
        name, kind = str(item.get("name_zh")), item.shape.geom_type if item.shape else ""
        if "Line" in kind:
            continue
        for definition in definitions:
            if not definition.is_named_in(name):
                continue
            found, expected = set(item.get("towns") or ()), set(definition.towns)
            if found == expected or (not kind and found < expected):
                continue
            message = f"expected {sorted(expected)} as the name says {'/'.join(definition.names)}"
            yield layer.complain(item, "towns", f"{message}; found {sorted(found)}")
