"""A reader reports an error, writes an e-mail or makes a note; the operator finds what was sent."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect
from pypdf import PdfReader
from typer.testing import CliRunner

from atlas.cli.main import app
from tests.e2e.driver import PHONE, NewReader, Reader
from tests.support.server import Server

ROAD = "tp-road-s220"
TEXT = "已于 2025 年 10 月通车。\n=SUM(A1)"
MAIL = "atlas@example.org"


@pytest.fixture(scope="module")
def remarks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "remarks.sqlite"


@pytest.fixture(scope="module")
def listening(serve: Callable[..., Server], remarks: Path) -> Server:
    """Return a server that keeps remarks, below a prefix."""
    return serve(prefix="plans", ATLAS_FEEDBACK=str(remarks))


#: has the document say that remarks can be sent, as other settings of the server would
WAYS = """Object.defineProperty(HTMLMetaElement.prototype, 'content', {get() {
  const said = this.getAttribute('content');
  if (this.name !== 'atlas') return said;
  const start = JSON.parse(said);
  return JSON.stringify({...start, feedback: {...start.feedback, ...GIVEN}});
}})"""


def ways(reader: Reader, send: str, email: str) -> None:
    """Have documents name ways to send remarks."""
    given = json.dumps({"send": send, "email": email})
    reader.page.add_init_script(WAYS.replace("GIVEN", given))


def opened(reader: Reader, which: str, lang: str = "zh") -> Locator:
    """Open a card's dialog."""
    if not reader.page.url.startswith("http"):
        reader.open("transport", id=ROAD, **({"lang": "en"} if lang == "en" else {}))
    reader.page.locator(f"[data-focus='remark:{which}']").click()
    dialog = reader.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def act(dialog: Locator, name: str) -> Locator:
    return dialog.get_by_role("button", name=name, exact=True)


def test_an_error_is_reported_on_a_phone_and_the_operator_finds_it(
    new_reader: NewReader, listening: Server, remarks: Path, tmp_path: Path
) -> None:
    phone = new_reader(phone=True, server=listening)
    dialog = opened(phone, "error")
    expect(dialog).to_contain_text("不存您的姓名、IP 地址和设备信息")
    expect(dialog).to_contain_text("S220")
    act(dialog, "发送").tap()
    expect(dialog.get_by_role("status")).to_have_text("请先写几句。")
    dialog.get_by_label("进展已过时").check()
    dialog.get_by_role("textbox").fill(TEXT)
    # Esc does not lose what is written, and leads back to the button.
    phone.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(phone.page.locator("[data-focus='remark:error']")).to_be_focused()
    assert phone.cards == [ROAD]
    dialog = opened(phone, "error")
    expect(dialog.get_by_label("进展已过时")).to_be_checked()
    act(dialog, "发送").tap()
    expect(dialog.get_by_role("status")).to_contain_text("已收到，编号 1")
    act(dialog, "关闭").last.tap()
    expect(dialog).to_have_count(0)

    to = tmp_path / "feedback.csv"
    command = ["feedback", "export", "--file", str(remarks), "--to", str(to)]
    assert CliRunner().invoke(app, command).exit_code == 0
    (row,) = csv.DictReader(io.StringIO(to.read_bytes().decode("utf-8-sig"), newline=""))
    assert (row["feature"], row["kind"], row["text"]) == (ROAD, "state", TEXT)
    # The link leads back to the card.
    phone.page.goto(f"{listening.url.removesuffix('/plans')}{row['link']}")
    phone.eventually(lambda: phone.cards, [ROAD])


def test_a_mail_link_has_id_and_link_and_a_long_text_is_copied(new_reader: NewReader) -> None:
    reader = new_reader(fresh=True, permissions=["clipboard-read", "clipboard-write"])
    ways(reader, "", MAIL)
    dialog = opened(reader, "opinion", "en")
    expect(dialog).to_contain_text(f"It goes to {MAIL} from your own mail program.")
    mail = dialog.get_by_role("link", name="Write the e-mail")
    dialog.get_by_role("textbox").fill("A stop at Liaolan & more, please.\nThanks")

    def letter() -> tuple[str, str]:
        address = urlsplit(str(mail.get_attribute("href")))
        assert (address.scheme, address.path) == ("mailto", MAIL)
        query = parse_qs(address.query)
        return query["subject"][0], query["body"][0]

    subject, body = letter()
    assert "Opinion: S220 Pingri Road widening" in subject
    assert f"({ROAD})" in body and "Language: English" in body
    assert f"{reader.server.url}/transport?id={ROAD}&lang=en\r\n" in body
    assert "A stop at Liaolan & more, please.\r\nThanks" in body

    reader.js("addEventListener('click', e => e.preventDefault())")  # there is no mail program
    dialog.get_by_role("textbox").fill("道" * 1000)
    assert "道道" not in letter()[1] and len(str(mail.get_attribute("href"))) < 2048
    mail.click()
    expect(dialog.get_by_role("status")).to_contain_text("It has been copied")
    assert "道" * 1000 in reader.js("navigator.clipboard.readText()")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 429, "body": "收到的意见太多，请 9 分钟后再发。"}, "9 分钟"),
        ({"status": 502, "body": "<h1>Bad</h1>", "content_type": "text/html"}, "没有发送成功"),
        (None, "没有发送成功"),
    ],
    ids=["too often", "proxy", "no network"],
)
def test_a_remark_that_is_not_taken_stays_in_the_dialog(
    new_reader: NewReader, answer: dict[str, Any] | None, said: str
) -> None:
    reader = new_reader(fresh=True)
    reader.expected += ["/feedback", "Failed to load resource"]
    ways(reader, "/feedback", "")
    content = {"content_type": "text/plain; charset=utf-8", **(answer or {})}
    reader.page.route(
        re.compile(r"/feedback\?"),
        lambda route: route.fulfill(**content) if answer else route.abort(),
    )
    dialog = opened(reader, "error")
    dialog.get_by_role("textbox").fill(TEXT)
    act(dialog, "发送").click()
    expect(dialog.get_by_role("status")).to_contain_text(said)
    expect(dialog.get_by_role("textbox")).to_have_value(TEXT)
    expect(act(dialog, "发送")).to_be_enabled()


def test_back_leaves_the_dialog_and_what_is_written_stays(reader: Reader) -> None:
    reader.visit("transport")
    reader.js("eyes.go", f"/transport?id={ROAD}")
    opened(reader, "error").get_by_role("textbox").fill(TEXT)
    reader.page.go_back()
    expect(reader.page.get_by_role("dialog")).to_have_count(0)
    reader.page.go_forward()
    expect(opened(reader, "error").get_by_role("textbox")).to_have_value(TEXT)


def test_a_note_survives_a_reload_prints_is_saved_and_deleted(new_reader: NewReader) -> None:
    phone = new_reader(phone=True, fresh=True)
    sent: list[str] = []
    dialog = opened(phone, "opinion")
    phone.page.on("request", lambda request: sent.append(request.post_data or ""))
    expect(dialog).to_contain_text("本图集没有设置接收意见的地址")
    dialog.get_by_role("textbox").fill("问出入口在哪里")
    act(dialog, "存为我的笔记").tap()
    dialog = phone.page.get_by_role("dialog", name="我的笔记")
    expect(dialog.get_by_role("textbox")).to_have_value("问出入口在哪里")
    act(dialog, "保存").tap()
    card = phone.page.locator(".atlas-card")
    expect(card.locator(".own-note")).to_contain_text("问出入口在哪里")
    # It is seen where the reader stands, and so is that it was saved.
    expect(card.get_by_role("status")).to_have_text("已保存在本机。")
    expect(card.get_by_role("status")).to_be_in_viewport(ratio=1)
    # All notes are behind the button for more.
    phone.page.locator(".atlas-all-pages").tap()
    phone.page.locator(".atlas-page-menu").get_by_role("button", name="我的笔记（1）").tap()
    expect(phone.page.get_by_role("dialog", name="我的笔记（1）")).to_be_visible()
    expect(phone.page.locator(".atlas-page-menu")).to_be_hidden()
    phone.page.keyboard.press("Escape")

    phone.page.reload()
    phone.wait_until_drawn()
    expect(card.locator(".own-note")).to_contain_text("问出入口在哪里")
    expect(card.get_by_role("status")).to_have_count(0)
    assert not any("出入口" in text for text in sent)
    card.get_by_role("button", name="我的笔记（1）").tap()
    expect(phone.page.get_by_role("dialog", name="我的笔记（1）")).to_be_visible()
    dialog = phone.page.get_by_role("dialog")
    link = f"{phone.server.url}/transport?id={ROAD}"
    expect(dialog.get_by_role("link")).to_have_attribute("href", link)

    paper = PdfReader(io.BytesIO(phone.page.pdf(prefer_css_page_size=True)))
    # a PDF may name a character by the radical that looks like it
    printed = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in paper.pages))
    assert "问出入口在哪里" in printed and "S220" in printed and link in printed
    assert "青平莱高铁" not in printed and len(paper.pages) == 1

    with phone.page.expect_download() as waiting:
        act(dialog, "导出 JSON").tap()
    (saved,) = json.loads(Path(waiting.value.path()).read_text("utf-8"))["notes"]
    assert (saved["feature"], saved["text"], saved["link"]) == (ROAD, "问出入口在哪里", link)
    act(dialog, "全部删除").tap()
    expect(dialog).to_contain_text("删除全部 1 条笔记？")
    act(dialog, "全部删除").tap()
    expect(dialog).to_contain_text("还没有笔记")
    phone.page.keyboard.press("Escape")
    expect(card.locator(".own-note")).to_have_count(0)
    assert phone.js("Object.keys(localStorage).filter(key => key.startsWith('atlas.note'))") == []


def test_a_browser_that_stores_nothing_says_so(new_reader: NewReader) -> None:
    reader = new_reader(fresh=True)
    reader.page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException() }")
    dialog = opened(reader, "note", "en")
    dialog.get_by_role("textbox").fill("Ask about the exit")
    act(dialog, "Save").click()
    expect(dialog.get_by_role("status")).to_contain_text("The browser does not allow saving")
    expect(dialog.get_by_role("textbox")).to_have_value("Ask about the exit")


MEASURE = """() => {
  const dialog = document.querySelector('dialog[open]');
  const box = dialog.getBoundingClientRect();
  const small = [...dialog.querySelectorAll('button, a, .kind')].filter(node => {
    const {width, height} = node.getBoundingClientRect();
    return Math.min(width, height) < 44;
  });
  const faint = [...dialog.querySelectorAll('*')].filter(
    node => node.textContent && parseFloat(getComputedStyle(node).fontSize) < 14);
  return {
    small: small.map(node => node.textContent), faint: faint.map(node => node.textContent),
    wide: dialog.scrollWidth > dialog.clientWidth, out: box.left < 0 || box.right > innerWidth,
  };
}"""


#: whether the dialog has the focus, or the browser itself
HELD = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_dialogs_fit_the_smallest_phone(new_reader: NewReader, lang: str) -> None:
    small = new_reader(**{**PHONE, "viewport": {"width": 320, "height": 640}})
    for which in ("error", "opinion", "note"):
        dialog = opened(small, which, lang)
        fine = {"small": [], "faint": [], "wide": False, "out": False}
        assert small.js(MEASURE) == fine
        # The keyboard stays in the dialog.
        for _ in range(12):
            small.page.keyboard.press("Tab")
            assert small.js(HELD)
        small.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
