"""Settings: read once, and a wrong one is reported in one line that names it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from atlas.cli import main
from atlas.cli.main import app
from atlas.cli.serve_command import ServeError, check_port
from atlas.core import messages
from atlas.core.settings import PROJECT, BasemapName, Settings, SettingsError, settings
from atlas.core.toml_files import TextFileError
from atlas.webmap import basemaps

WRONG = {
    "ATLAS_ROOT": [
        ("/nope", "an existing folder"),
        ("/", "with layers/ and geodata/"),
    ],
    "ATLAS_PRIVATE": [("/nope", "an existing folder"), (str(PROJECT), "outside the project")],
    "ATLAS_URL": [("example.org", "an address such as"), ("https://a b", "an address such as")],
    "ATLAS_BASEMAPS": [("osm,google", "'osm', 'gaode' or 'tianditu'"), ("tianditu", "TOKEN")],
    "ATLAS_TIANDITU_TOKEN": [("a b", "letters and digits")],
    "ATLAS_SHEET_UNIT": [("x" * 61, "at most 60"), ("a\nb", "one line")],
    "ATLAS_SHEET_NUMBER": [("x" * 61, "at most 60")],
    "ATLAS_BUREAU_CONTACT": [("x" * 201, "at most 200"), ("a\nb", "one line")],
    "ATLAS_BUREAU_CONTACT_EN": [("x" * 201, "at most 200")],
    "ATLAS_FEEDBACK": [
        ("/nope/remarks.sqlite", "existing folder"),
        ("/tmp", "expected a file"),
        (str(PROJECT / "remarks.sqlite"), "outside the project"),
    ],
    "ATLAS_FEEDBACK_EMAIL": [
        ("nobody", "e-mail address"),
        ("a@example.org?cc=b@example.org", "e-mail address"),
        ("a@example.org,b@example.org", "e-mail address"),
    ],
    "ATLAS_IMPORT": [("maybe", "1 or 0")],
    "ATLAS_WORKERS": [("-1", "0"), ("many", "a whole number")],
    "ATLAS_PATIENCE": [("0", "0"), ("long", "a number")],
    "ATLAS_DEBUG": [("x", "1 or 0")],
    "ATLAS_BASEMAP": [("osm", "did you mean ATLAS_BASEMAPS?")],
    "atlas_url": [("https://example.org", "did you mean ATLAS_URL?")],
}


@pytest.mark.parametrize(
    ("name", "value", "said"), [(name, *one) for name, every in WRONG.items() for one in every]
)
def test_a_wrong_setting_ends_a_command_with_one_line(monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    result = CliRunner().invoke(app, ["validate"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"atlas validate: {name}: ")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_every_setting_is_tested_and_documented():
    names = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert names <= set(WRONG)
    page = (PROJECT / "docs" / "configuration.md").read_text("utf-8")
    assert [name for name in sorted(names) if f"| `{name}` |" not in page] == []


def test_an_empty_value_is_unset_except_for_the_base_maps(monkeypatch):
    for field in Settings.model_fields.values():
        monkeypatch.setenv(str(field.validation_alias), "")
    assert settings().basemaps == ()
    assert settings() == Settings.model_construct(basemaps=())


def test_all_wrong_settings_are_reported_at_once(monkeypatch):
    monkeypatch.setenv("ATLAS_URL", "x")
    monkeypatch.setenv("ATLAS_IMPORT", "x")
    with pytest.raises(SettingsError) as caught:
        settings()
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == [
        "ATLAS_URL",
        "ATLAS_IMPORT",
    ]


def test_base_map_names_match_their_file():
    text = Path(basemaps.__file__).with_suffix(".toml").read_text("utf-8")
    assert list(tomllib.loads(text)) == list(BasemapName.__args__)


def test_the_server_ends_with_one_line_and_2(tmp_path):
    command = [sys.executable, "-c", "import app"]
    wrong = (
        ("ATLAS_PRIVATE", "/nope", "an existing folder"),
        ("ATLAS_ROOT", str(tmp_path), "a folder with layers/ and geodata/"),
    )
    for name, value, expected in wrong:
        ended = subprocess.run(
            command,
            cwd=PROJECT,
            env={**os.environ, name: value},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.startswith(f"atlas: {name}: expected {expected}")
        assert ended.stderr.count("\n") == 1


def test_a_port_in_use_and_a_foreign_address_are_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["serve", "--port", str(port)])
        assert result.exit_code == 2
        expected = (
            f"atlas serve: --port {port}: expected a free port, another program listens there"
        )
        assert result.stderr == expected + "\n"
    check_port(port)
    with pytest.raises(ServeError, match=r"--server.address: expected an address of this machine"):
        check_port(port, "192.0.2.1")


def test_a_crash_ends_with_2_and_one_line_that_mentions_atlas_debug(monkeypatch):
    def crash(*_, **__):
        raise KeyError("townships")

    monkeypatch.setattr(main, "validate_geodata", crash)
    result = CliRunner().invoke(app, ["validate"])
    assert result.exit_code == 2
    assert result.stderr == (
        "atlas validate: unexpected KeyError: 'townships' (set ATLAS_DEBUG=1 for the traceback)\n"
    )
    monkeypatch.setenv("ATLAS_DEBUG", "1")
    assert "Traceback" in CliRunner().invoke(app, ["validate"]).stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[a]\nb = { zh = "x", en = "y" }\nc = {', "messages.toml: not valid TOML: .*line 3"),
        ('[a]\nb = { zh = "x", en = "y" }\nc = { zh = "x" }', "line 3: a.c.en: Field required"),
        ('[a]\nb = "x"', "line 2: a.b"),
    ],
)
def test_a_damaged_catalogue_of_messages_is_named_with_its_line(
    tmp_path, monkeypatch, content, said
):
    file = tmp_path / "messages.toml"
    file.write_text(content, "utf-8")
    monkeypatch.setattr(messages, "FILE", file)
    with pytest.raises(TextFileError, match=said):
        messages.all_messages.__wrapped__()
