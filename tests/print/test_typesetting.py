"""Typesetting: the same in a forked process, or a clear error."""

from __future__ import annotations

import subprocess
import sys

from atlas.print.documents.blocks import document, text

FORKED = """
import os
from atlas.print.documents.blocks import document, text
from atlas.print.typesetting import fonts

def make():
    return document("t", "", [text("平度")], "zh")

fonts()
{before}
child = os.fork()
if not child:
    try:
        os._exit(0 if make().startswith(b"%PDF") else 1)
    except RuntimeError:
        os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def exit_code_of_a_fork(before: str) -> int:
    code = FORKED.format(before=before)
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return int(run.stdout)


def test_a_process_forked_after_the_fonts_are_read_can_typeset():
    assert exit_code_of_a_fork("") == 0


def test_a_process_forked_after_typesetting_fails_instead_of_waiting_for_ever():
    assert exit_code_of_a_fork("make()") == 7


def test_half_a_character_and_markup_are_set_as_they_are():
    made = document("t", "", [text("a\ud800 *b* #c $d$ <e> [f]\n@g")], "zh")
    assert made.startswith(b"%PDF")
