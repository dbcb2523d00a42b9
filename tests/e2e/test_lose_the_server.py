"""A lost server, and a file that is too large: reported in the page's language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import Reader
from tests.support.server import Server

#: Streamlit's console message when its server is gone
OWN = "Is Streamlit still running"
FOREIGN = ("Connection error", "Streamlit", "AxiosError", "File must be", "Ask Google")


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "与服务器的连接断了"), ("en", "The connection to the server is lost")],
)
def test_a_lost_server_is_reported_and_the_map_stays(
    new_reader: Callable[..., Reader], serve: Callable[..., Server], lang: str, words: str
) -> None:
    server = serve()
    reader = new_reader(server=server, fresh=True)
    reader.open("transport", lang=lang)
    reader.expected += [
        r"WebSocket|ERR_CONNECTION|Failed to load|_stcore/health|Is Streamlit still running"
    ]
    server.process.kill()
    # Streamlit would show its own dialog.
    reader.page.wait_for_event("console", lambda told: OWN in told.text)
    expect(reader.page.locator(".atlas-away")).to_contain_text(words)
    shown = reader.page.locator("body").inner_text()
    assert [word for word in FOREIGN if word in shown] == []
    before = reader.view
    reader.page.locator(".control-in").click()
    reader.eventually(lambda: reader.view[0] > before[0], True)


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
