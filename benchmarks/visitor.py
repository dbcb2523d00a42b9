"""A reader without a browser: what a browser sends to Streamlit, and what comes back."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import UploadedFileInfo
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

#: longest wait for the end of a run (seconds)
PATIENCE_S = 300.0
#: runs for which a browser keeps what may be kept
KEPT_RUNS = 2


@dataclass
class Run:
    """A run of a page's script, from what led to it until its end.

    Attributes
    ----------
    seconds : float
    failure : str
        An error box of Streamlit's, or an end that is none; empty when all is well.
    problems : list of str
        What the page says is in the way.
    received : int
        Bytes.
    """

    seconds: float = 0.0
    failure: str = ""
    problems: list[str] = field(default_factory=list)
    received: int = 0


class Visitor:
    """A reader's session: connects, chooses, uploads; an asynchronous context.

    Parameters
    ----------
    url : str
        Of the server.
    page : str
        The page's path, without the slash.
    query : mapping of str to str
        The page's parameters.
    """

    def __init__(self, url: str, page: str = "", query: dict[str, str] | None = None) -> None:
        self.url, self.page = url, page
        self.query = urlencode(query or {})
        self.widgets: dict[str, WidgetState] = {}
        self.options: dict[str, list[str]] = {}
        self.uploaders: list[str] = []
        self.rows: dict[str, Any] = {}
        self._script = ""
        self._kept: deque[dict[str, ForwardMsg]] = deque(maxlen=KEPT_RUNS)
        self._socket: ClientConnection | None = None

    async def __aenter__(self) -> Visitor:
        stream = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        # the server compresses nothing, and nobody asks whether this one is still there
        self._socket = await connect(
            stream,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            compression=None,
            open_timeout=60,
            ping_interval=None,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._socket
        await self._socket.close()

    async def open(self) -> Run:
        """Have the page run for the first time."""
        return await self._run()

    async def go(self, query: dict[str, str]) -> Run:
        """Go to another address of the page, as a link within it does."""
        self.query = urlencode(query)
        return await self._run()

    async def choose(self, widget: str, values: list[str]) -> Run:
        """Press pills until these are chosen."""
        identifier = self._named(widget)
        self.widgets[identifier].string_array_value.data[:] = values
        return await self._run()

    def chosen(self, widget: str) -> list[str]:
        """Return which pills are chosen."""
        return list(self.widgets[self._named(widget)].string_array_value.data)

    def offered(self, widget: str) -> list[str]:
        """Return the pills' texts."""
        return self.options[self._named(widget)]

    def parameters(self) -> dict[str, str]:
        """Return the address's parameters."""
        return dict(parse_qsl(self.query))

    async def upload(self, name: str, content: bytes, client: httpx2.AsyncClient) -> Run:
        """Choose a file in the page's entry for files; wait until what it says has been read."""
        asked = BackMsg()
        asked.file_urls_request.request_id = str(uuid4())
        asked.file_urls_request.file_names.append(name)
        await self._send(asked)
        message = await self._next("file_urls_response")
        urls = message.file_urls_response.file_urls[0]
        token = await _token(client)
        answer = await client.put(
            urls.upload_url,
            files={"file": (name, content)},
            headers={"X-Xsrftoken": token},
        )
        answer.raise_for_status()
        identifier = self.uploaders[-1]
        state = WidgetState(id=identifier)
        info = UploadedFileInfo(name=name, size=len(content), file_id=urls.file_id, file_urls=urls)
        state.file_uploader_state_value.uploaded_file_info.append(info)
        self.widgets[identifier] = state
        return await self._run()

    def _named(self, widget: str) -> str:
        return next(one for one in reversed(self.options) if widget in one)

    async def _send(self, message: BackMsg) -> None:
        assert self._socket
        await self._socket.send(message.SerializeToString())

    async def _receive(self) -> tuple[ForwardMsg, int]:
        assert self._socket
        async with asyncio.timeout(PATIENCE_S):
            data = await self._socket.recv(decode=False)
        return ForwardMsg.FromString(data), len(data)

    async def _next(self, kind: str) -> ForwardMsg:
        while True:
            message, _ = await self._receive()
            if message.WhichOneof("type") == kind:
                return message

    async def _run(self) -> Run:
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string = self.query
        state.page_script_hash = self._script
        state.page_name = "" if self._script else self.page
        state.widget_states.widgets.extend(self.widgets.values())
        state.cached_message_hashes.extend({one for kept in self._kept for one in kept})
        state.context_info.url = f"{self.url}/{self.page}"
        state.context_info.locale = "zh-CN"
        state.context_info.timezone = "Asia/Shanghai"
        run, began = Run(), time.perf_counter()
        self._kept.append({})
        await self._send(asked)
        while True:
            message, size = await self._receive()
            run.received += size
            match message.WhichOneof("type"):
                case "script_finished":
                    if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        continue
                    if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                        run.failure = run.failure or "the script broke off"
                    run.seconds = time.perf_counter() - began
                    return run
                case "page_info_changed":
                    self.query = message.page_info_changed.query_string
                case "navigation":
                    self._script = message.navigation.page_script_hash
                case "page_not_found":
                    run.failure = "no such page"
                case "delta" | "ref_hash":
                    self._take(message, run)

    def _take(self, message: ForwardMsg, run: Run) -> None:
        if message.WhichOneof("type") == "ref_hash":
            known = (kept[message.ref_hash] for kept in self._kept if message.ref_hash in kept)
            message = next(known)
        if message.metadata.cacheable:
            self._kept[-1][message.hash] = message
        self._show(message.delta, run)

    def _show(self, delta: Delta, run: Run) -> None:
        element = delta.new_element
        match element.WhichOneof("type"):
            case "button_group":
                group = element.button_group
                texts = [option.content for option in group.options]
                self.options[group.id] = texts
                if group.id not in self.widgets:
                    state = WidgetState(id=group.id)
                    state.string_array_value.data.extend(texts[one] for one in group.default)
                    self.widgets[group.id] = state
            case "file_uploader":
                self.uploaders.append(element.file_uploader.id)
            case "exception":
                run.failure = f"{element.exception.type}: {element.exception.message}"[:200]
            case "html" if 'class="atlas-problem"' in element.html.body:
                run.problems.append(element.html.body.partition(">")[2].partition("<")[0])
            case "bidi_component" if element.bidi_component.component_name == "atlas_table":
                self.rows = json.loads(element.bidi_component.json)


async def _token(client: httpx2.AsyncClient) -> str:
    """Return the token against forged requests, which Streamlit gives in a cookie."""
    if "_streamlit_xsrf" not in client.cookies:
        await client.get("/_stcore/health")
    return client.cookies["_streamlit_xsrf"]
