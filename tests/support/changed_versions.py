"""A job that needs the whole server loaded, unlike those in ``jobs.py``."""

from __future__ import annotations

from atlas.web.server import resources


def versions_of_changed_files() -> dict[str, str]:
    """Return the versions in a job for which code and data have changed on disk."""
    resources.code_version = lambda: "changed"
    resources.data_version = lambda paths: "changed"
    return resources.versions()
