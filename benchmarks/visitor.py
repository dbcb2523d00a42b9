"""A Streamlit session without a browser: sends and receives the same messages as a browser."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlencode
from uuid import uuid4

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import UploadedFileInfo
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

#: maximum wait for the next message of a run, in seconds
PATIENCE_S = 300.0
#: number of runs for which a browser caches messages
KEPT_RUNS = 2


@dataclass
class Run:
    """A run of a page's script, from the request until its end.

    Attributes
    ----------
    seconds : float
    failure : str
        Text of an exception, or why the run did not finish; empty if it succeeded.
    problems : list of str
        Problems that the page reports to the reader.
    received : int
        Number of bytes.
    """

    seconds: float = 0.0
    failure: str = ""
    problems: list[str] = field(default_factory=list)
    received: int = 0


class Visitor:
    """A reader's session, connected within ``async with``.

    Parameters
    ----------
    url : str
        Address of the server.
    page : str
        Path of the page without the slash.
    query : mapping of str to str
        URL parameters of the page.
    """

    def __init__(self, url: str, page: str = "", query: dict[str, str] | None = None) -> None:
        self.url, self.page = url, page
        self.query = urlencode(query or {})
        self.widgets: dict[str, WidgetState] = {}
        #: path of a page → hash of its script
        self.scripts: dict[str, str] = {}
        self.uploaders: list[str] = []
        self._script = ""
        self._kept: deque[dict[str, ForwardMsg]] = deque(maxlen=KEPT_RUNS)
        self._socket: ClientConnection | None = None

    async def __aenter__(self) -> Visitor:
        stream = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        # the server sends uncompressed messages; pings are off, since a slow answer is no error
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
        """Run the page for the first time."""
        return await self._run()

    async def go(self, query: dict[str, str]) -> Run:
        """Run the page with other URL parameters, like a link within it."""
        self.query = urlencode(query)
        return await self._run()

    async def turn(self, page: str) -> Run:
        """Go to another page, given by its path, as by a link in the header."""
        self.page, self._script = page, self.scripts[page]
        self.widgets.clear()
        return await self._run(navigates=True)

    async def upload(self, name: str, content: bytes, client: httpx2.AsyncClient) -> Run:
        """Upload a file with the last file uploader of the page; return the run that reads it."""
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

    async def _run(self, *, navigates: bool = False) -> Run:
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string = self.query
        state.page_script_hash = self._script
        state.page_name = "" if self._script else self.page
        state.widget_states.widgets.extend(self.widgets.values())
        state.cached_message_hashes.extend({one for kept in self._kept for one in kept})
        state.is_history_navigation = navigates
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
                        run.failure = run.failure or "the script did not finish"
                    run.seconds = time.perf_counter() - began
                    return run
                case "page_info_changed":
                    self.query = message.page_info_changed.query_string
                case "navigation":
                    self._script = message.navigation.page_script_hash
                    pages = message.navigation.app_pages
                    self.scripts = {one.url_pathname: one.page_script_hash for one in pages}
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
            case "file_uploader":
                self.uploaders.append(element.file_uploader.id)
            case "exception":
                run.failure = f"{element.exception.type}: {element.exception.message}"[:200]
            case "html" if 'class="atlas-problem"' in element.html.body:
                run.problems.append(element.html.body.partition(">")[2].partition("<")[0])


async def _token(client: httpx2.AsyncClient) -> str:
    """Return Streamlit's XSRF token, which it sends in a cookie."""
    if "_streamlit_xsrf" not in client.cookies:
        await client.get("/_stcore/health")
    return client.cookies["_streamlit_xsrf"]
