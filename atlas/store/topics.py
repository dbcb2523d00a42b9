"""The topics of the pages with the map of a theme, by the page's key."""

from __future__ import annotations

from typing import Literal, get_args

from atlas.store.query import Topic

#: keys of the pages, as in ``layers/*.toml``; all but the overview are about the theme of that name
MapPage = Literal["overview", "structure", "industry", "transport", "ecology"]
TOPICS: dict[str, Topic] = {
    key: Topic(key, None if key == "overview" else key) for key in get_args(MapPage)
}
