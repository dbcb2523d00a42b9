"""Notices above everything else: a link not understood, a layer out of use."""

from __future__ import annotations

from atlas.web.parts import components
from atlas.web.state.page_view import View


def notices(view: View) -> None:
    """Show the notices as text; nothing from a URL or file becomes markup."""
    texts = []
    if view.query.problems:
        names = dict.fromkeys(view.text(f"parameter.{name}") for name in view.query.problems)
        texts.append(view.text("notice.bad_parameter", names=view.text("list.joiner").join(names)))
    texts += [
        view.text("notice.broken_layer", layer=layer, reason=reason)
        for layer, reason in view.store.broken.items()
    ]
    texts += [note.text(view.lang) for note in view.store.refused]
    if texts:
        components.markup("notices.html.j2", texts=texts)
