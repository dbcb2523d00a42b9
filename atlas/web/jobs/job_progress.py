"""Waiting for a job on a page: progress is shown, and another choice ends the job."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from atlas.core.templates import render
from atlas.web.state.page_view import View
from atlas.workers import Ticket

#: jobs shorter than this show no progress
QUICK_S = 0.4
#: interval of writes to the page, at which Streamlit notices a new choice
TICK_S = 0.3


def result_of(view: View, ticket: Ticket, stop: Callable[[], None] | None = None) -> Any:
    """Wait for a job and return its result.

    Parameters
    ----------
    view : View
    ticket : Ticket
        Always left at the end. When the reader chooses something else or disconnects, Streamlit
        ends the script here, and with its last ticket the job ends.
    stop : callable, optional
        Callback of the “stop” button, shown only if given; called before the script's next run.

    Raises
    ------
    WorkError
        As :meth:`Ticket.result`; also any exception by which the job refuses.
    """
    place = st.empty()
    try:
        if not ticket.wait(QUICK_S):
            key = "task_running" if stop else "task_reading"
            with place.container(key=key, horizontal=True, vertical_alignment="center"):
                note = st.empty()
                if stop:
                    st.button(view.text("task.stop"), key="task_stop", on_click=stop)
            began = time.monotonic()
            while True:
                _tell(view, note, ticket, time.monotonic() - began)
                if ticket.wait(TICK_S):
                    break
            place.empty()
        return ticket.result()
    finally:
        ticket.leave()


def _tell(view: View, note: Any, ticket: Ticket, seconds: float) -> None:
    if ticket.progress:
        done, total = ticket.progress
        note.progress(done / total, view.text("task.checking", done=done, total=total))
        return
    if ticket.started:
        text = view.text("work.running", seconds=round(seconds))
    elif ticket.ahead:
        text = view.text("work.queued", n=ticket.ahead)
    else:
        text = view.text("work.next")
    note.html(render("web/templates/hint_line.html.j2", text=text, strong=False, live=True))
