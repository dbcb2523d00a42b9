"""Loading before the server answers requests."""

from __future__ import annotations

from threading import Thread

from atlas.core.messages import all_messages
from atlas.core.model import vocabulary
from atlas.core.settings import PROJECT, settings
from atlas.core.templates import load_templates
from atlas.core.toml_files import load_toml
from atlas.store.search_words import search_words
from atlas.web.browsing.data_files import warm, warm_later
from atlas.web.server.feedback_routes import check_feedback_file
from atlas.web.server.resources import assets, store, versions


def start() -> None:
    """Load settings, messages, templates, data and the map's files.

    Raises
    ------
    SettingsError, TextFileError, GeodataError
        Names the fault; without these the server could only answer errors.
    """
    settings()
    for path in sorted((PROJECT / "atlas").rglob("*.toml")):
        load_toml(dict, path)
    all_messages()
    vocabulary()
    search_words()
    load_templates()
    store()
    assets()
    versions()
    check_feedback_file()
    warm()


def start_later() -> None:
    """Make what no page needs at once, beside the first requests."""
    Thread(target=warm_later, daemon=True).start()
