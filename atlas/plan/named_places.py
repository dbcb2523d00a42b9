"""Places that the plan names without a boundary, and the towns that the atlas assigns to them."""

from __future__ import annotations

import re

from atlas.core.model import Kebab, Name, Strict


class Definition(Strict):
    """A named place such as 中心城区 and its towns, used for every feature that names it."""

    id: Kebab
    #: the plan's names for it
    names: tuple[Name, ...]
    name_en: Name
    #: NBS codes
    towns: tuple[Name, ...]
    #: clause that it is based on
    clause: Name
    reason_zh: Name
    reason_en: Name

    def is_named_in(self, text: str) -> bool:
        """Return whether a feature's name refers to this place as a whole.

        Parts of it (西部城区, 城区西部) and places elsewhere (青岛主城区) do not count.

        >>> place = Definition(id="city", names=("城区",), name_en="city", towns=("370283001",),
        ...                    clause="5-1", reason_zh="因", reason_en="because")
        >>> [place.is_named_in(text) for text in ("S218（城区段）", "西部城区", "城区西部换乘站")]
        [True, False, False]
        """
        names = "|".join(re.escape(name) for name in self.names)
        return re.search(rf"(?<![\u4e00-\u9fff])(?:{names})(?![东西南北])", text) is not None
