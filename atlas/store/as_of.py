"""The store as of another day: the same data, with outcomes and delays of that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from atlas.plan.evaluation.years import years_by_feature
from atlas.store.store import Store


def on_day(store: Store, day: date) -> Store:
    """Return the store as of a day; it shares its data with the given one."""
    if day == store.today:
        return store
    years = years_by_feature(store.records, store.milestones, store.sources, day)
    listed = pd.Series([years[name] for name in store.features["id"]], dtype=object)
    features = store.features.assign(years=listed.to_numpy())
    return replace(store, today=day, years=years, features=features)
