"""A lost server, and a file that is too large: reported in the page's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.driver import Reader
from tests.support.server import Server

#: Streamlit's console messages when its server is gone
OWN = re.compile("Is Streamlit still running|Streamlit server is not responding")
FOREIGN = ("Connection error", "Streamlit", "AxiosError", "File must be", "Ask Google")


def test_a_lost_server_is_reported_and_the_map_stays(
    new_reader: Callable[..., Reader], serve: Callable[..., Server]
) -> None:
    server = serve()
    reader = new_reader(server=server, fresh=True)
    reader.page.clock.install()
    reader.open("transport", lang="en").settle()
    said: list[str] = []
    reader.page.on("console", lambda message: said.append(message.text))
    reader.expected += [
        r"WebSocket|ERR_CONNECTION|Failed to (load|fetch)|_stcore/health",
        OWN.pattern,
    ]
    server.process.kill()
    away = reader.page.locator(".atlas-away")
    expect(away).to_contain_text("The connection to the server is lost")

    # After a minute of retries, Streamlit would show its own dialog.
    def given_up() -> bool:
        reader.page.clock.fast_forward(10_000)
        return any(map(OWN.search, said))

    reader.eventually(given_up, True)
    expect(away).to_be_visible()
    body = reader.page.locator("body")
    reader.eventually(lambda: [word for word in FOREIGN if word in body.inner_text()], [])
    before = reader.view
    reader.page.locator(".control-in").click()
    reader.eventually(lambda: reader.view[0] > before[0], True)


def test_a_server_lost_before_streamlit_has_come_is_reported_too(fresh_reader: Reader) -> None:
    reader = fresh_reader
    reader.expected += ["ERR_FAILED", "static/js"]
    reader.page.route("**/static/js/**", lambda route: route.abort())
    reader.page.goto(f"{reader.server.url}/transport")
    expect(reader.page.locator(".atlas-away")).to_contain_text("与服务器的连接断了")
    few = len(reader.rows)
    reader.choose("towns", "南村镇")
    reader.eventually(lambda: len(reader.rows) < few, True)


def test_a_file_that_is_too_large_is_refused_with_a_message(reader: Reader, tmp_path: Path) -> None:
    reader.visit(f"{reader.server.url}/workbench?tool=file", "[data-testid='stFileUploader']")
    expect(reader.page.locator(".atlas-hint-line", has_text="每个文件最大 200 MB")).to_be_visible()
    large = tmp_path / "大文件.csv"
    with large.open("wb") as file:
        file.truncate(201 * 1024 * 1024)
    reader.page.locator("[data-testid='stFileUploader'] input").set_input_files(large)
    alert = reader.page.locator(".stFileChip [role=alert]")
    expect(alert).to_have_text(
        "文件太大，没有上传：每个文件最大 200.0MB。请压缩成 zip，或分成几个文件。"
    )
    chip = reader.page.locator(".stFileChip")
    expect(chip.get_by_role("button")).to_have_attribute("aria-label", "移除 大文件.csv")
    shown = reader.page.locator("body").inner_text()
    assert [word for word in FOREIGN if word in shown] == []
