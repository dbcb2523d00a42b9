"""The command ``atlas check``, run in the test's own process."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from atlas.cli import check_command
from atlas.cli.main import app
from atlas.store.store import load
from tests.support.project import store


def run(*arguments: str) -> tuple[int, bytes, str]:
    """Return the exit code, standard output and standard error of ``atlas check``.

    The project's data is loaded once for all checks.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check_command, "load", lambda root: load(root) if root else store())
        result = CliRunner().invoke(app, ["check", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout_bytes, result.stderr
