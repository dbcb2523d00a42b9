import json
import socket
import subprocess
import sys
import time
import urllib.request

from typer.testing import CliRunner

from atlas.cli.main import app


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_build_writes_missing_files_and_reports_them(root_copy):
    (root_copy / "geodata/rivers.geojson").unlink()
    code, out, _ = run("build", "--root", str(root_copy))
    assert (code, out) == (0, "atlas build: 1 file written\n  rivers.geojson\n")
    assert (root_copy / "geodata/rivers.geojson").is_file()


def test_check_ends_with_1_when_something_differs(root_copy):
    assert run("build", "--check", "--root", str(root_copy))[0] == 0
    (root_copy / "geodata/rivers.geojson").write_text("old", encoding="utf-8")
    code, _, err = run("build", "--check", "--root", str(root_copy))
    assert code == 1
    assert "geodata/rivers.geojson: differs" in err
    assert (root_copy / "geodata/rivers.geojson").read_text(encoding="utf-8") == "old"


def test_build_ends_with_2_when_it_cannot_build(root_copy):
    (root_copy / "geodata/sources/places.csv").unlink()
    code, _, err = run("build", "--root", str(root_copy))
    assert code == 2
    assert err.startswith("atlas build: places.csv: cannot be read")


def test_validate_ends_with_0_without_complaints(root_copy):
    assert run("validate", "--root", str(root_copy)) == (0, "atlas validate: no complaints\n", "")


def test_validate_ends_with_1_and_names_the_fault(root_copy):
    (root_copy / "geodata/rivers.geojson").write_text("{", encoding="utf-8")
    code, _, err = run("validate", "--root", str(root_copy))
    assert code == 1
    assert "geodata/rivers.geojson: line 1: not valid JSON" in err
    assert err.endswith("complaints\n")


def test_validate_names_the_fault_of_a_tour(root_copy):
    path = root_copy / "geodata/tours/hsr.toml"
    path.write_text(path.read_text("utf-8").replace('"tp-metro-14"', '"tp-metro-15"', 1), "utf-8")
    code, _, err = run("validate", "--root", str(root_copy))
    assert code == 1
    assert "geodata/tours/hsr.toml: step 6: features: expected the id of a feature" in err


def test_validate_ends_with_2_without_data(tmp_path):
    code, _, err = run("validate", "--root", str(tmp_path))
    assert code == 2
    assert err.startswith("atlas validate: --root: expected a folder with layers/ and geodata/")


def test_coverage_prints_the_report_or_writes_it(root_copy):
    code, out, _ = run("coverage", "--root", str(root_copy))
    assert code == 0
    (root_copy / "docs").mkdir()
    assert run("coverage", "--write", "--root", str(root_copy)) == (0, "", "")
    assert (root_copy / "docs/coverage.md").read_text(encoding="utf-8") == out


def test_coverage_ends_with_2_on_broken_data(root_copy):
    (root_copy / "geodata/rivers.geojson").write_text("{", encoding="utf-8")
    code, out, err = run("coverage", "--root", str(root_copy))
    assert (code, out) == (2, "")
    assert err.startswith("atlas coverage: rivers.geojson: line 1: not valid JSON")


def test_serve_answers_until_it_is_stopped():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "atlas.cli.main", "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            answer = _get_json(f"http://127.0.0.1:{port}/healthz")
        finally:
            server.terminate()
    assert answer["ok"]
    with socket.socket() as again:
        assert again.connect_ex(("127.0.0.1", port)) != 0


def _get_json(url: str) -> dict:
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return json.load(response)
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {url}")
