"""Former feature ids and the features that replaced them, so that old links keep working."""

from __future__ import annotations

from atlas.core.model import Kebab, Strict


class Alias(Strict):
    """A former feature id and its replacement."""

    old: Kebab
    #: id of the feature that replaced it
    new: Kebab
