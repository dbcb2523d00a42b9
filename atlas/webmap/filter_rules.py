"""What the browser needs to select as :func:`atlas.store.query.select` does; no words, no shapes.

``static/state/select.js`` reads it, on the served pages and in the one-file map.
"""

from __future__ import annotations

from typing import Any

from atlas.core.model import vocabulary
from atlas.plan.evaluation.years import OUTCOME_CODES, STATUS_CODES, YEARS
from atlas.store.query import Topic, hidden_by_default, layers_in_view, own_theme
from atlas.store.store import Store


def topic_rules(store: Store, topic: Topic) -> dict[str, Any]:
    """Return which layers a topic offers, with their entries that are off by default.

    Returns
    -------
    dict
        ``own``: theme listed first; ``projects``: whether it lists projects only; ``theme``: theme
        that a click on the map prefers; ``layers``: lowest first, each ``always`` offered or with
        its theme only, ``listed`` in tables or not, and its legend entries that are off, also when
        the reader has chosen its theme.
    """
    everything = layers_in_view(store.catalogue, topic, vocabulary().theme)
    always = {d.id for d in layers_in_view(store.catalogue, topic, [""])}
    return {
        "own": topic.theme,
        "projects": topic.projects,
        "theme": own_theme(store, topic),
        "layers": [
            {
                "id": d.id,
                "theme": d.theme,
                "always": d.id in always,
                "listed": not d.context,
                "hidden": sorted(hidden_by_default(d, topic, ())),
                "hidden_when_chosen": sorted(hidden_by_default(d, topic, (d.theme,))),
            }
            for d in everything
        ],
    }


def listed_features(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return the values that filters read: layer → listed features in the file's order.

    Empty values are left out: ``status``, ``industries``, ``years`` and ``outcomes`` (see
    :class:`~atlas.plan.evaluation.years.Years`), ``chapters``, and ``place``, which is ``undrawn``
    or ``town`` for a feature that is not drawn at its own place.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for layer, rows in store.rows.items():
        listed = store.features.iloc[rows][["id", "town_set", "chapter_set"]]
        found[layer] = [_facts(store, *row) for row in listed.itertuples(index=False, name=None)]
    return found


def _facts(
    store: Store, name: str, towns: frozenset[str], chapters: frozenset[str]
) -> dict[str, Any]:
    record, standing = store.records[name], store.standing(name)
    facts = {
        "status": record["status"],
        "industries": record.get("industries"),
        "chapters": sorted(chapters) or None,
        "place": None if standing == "placed" else standing,
    }
    known = {key: value for key, value in facts.items() if value is not None}
    known |= years_known(store, name)
    return {"id": name, "kind": record["kind"], "touches": sorted(towns), **known}


def years_known(store: Store, name: str) -> dict[str, str]:
    """Return the statuses and outcomes of a feature, year by year, where it has any."""
    years = store.years[name]
    known = {"years": years.statuses, "outcomes": years.outcomes}
    return {key: letters for key, letters in known.items() if letters}


def codes() -> dict[str, Any]:
    """Return the years, and the letters that statuses and outcomes have in :func:`years_known`."""
    return {"years": list(YEARS), "statuses": STATUS_CODES, "outcomes": OUTCOME_CODES}
