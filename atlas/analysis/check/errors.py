"""Why a check cannot be made, or was not made to its end."""

from __future__ import annotations

from typing import Any

from atlas.i18n import message


class CheckError(ValueError):
    """A check that cannot be made; says why in the reader's language.

    Parameters
    ----------
    key : str
        Of the message catalogue.
    **values
        What the message fills in.
    """

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """Return it in a language."""
        return message(self.key, lang, **self.values)


class StoppedError(Exception):
    """The check was told to stop before its end; there is no report."""
