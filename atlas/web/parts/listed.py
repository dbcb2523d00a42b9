"""What a page's table lists, as Python selects it.

The browser draws the table from its own selection. Both must agree: a test compares them, and the
browser reports a difference.
"""

from __future__ import annotations

from atlas.web.parts import components
from atlas.web.state.page_view import View


def listed(view: View) -> None:
    """Tell the browser the ids of the features listed under the filter, in their order."""
    components.listed(view.page.topic.key, list(view.selection.features["id"]))
