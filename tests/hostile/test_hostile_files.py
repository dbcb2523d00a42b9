"""Hostile files are refused or read, quickly and with little memory."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from multiprocessing.connection import Connection

import numpy as np
import pytest

from atlas.analysis.overlap import check, zones
from atlas.core.messages import LANGUAGES
from atlas.print.documents.check_files import check_csv, check_pdf
from atlas.readers.file_reader import read_planners_file
from atlas.readers.planners_file import Answers, LimitExceededError, ReaderError, Shape
from tests.hostile.hostile_files import FILES, collection, packed, polygon, random, rings_csv
from tests.support.machine import reads_proc
from tests.support.project import store as load_once
from tests.support.server import memory_mb

#: limits for reading any file in its own process: CPU seconds and megabytes
SECONDS, MEMORY_MB = 45, 1430
ANSWERS = Answers(system="wgs84", shape="points", degrees="decimal")


def _read(suffix: str, content: bytes, answers: Answers, to: Connection) -> None:
    import resource  # noqa: PLC0415  # not on Windows, where the other tests run all the same

    resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
    before, begun = memory_mb(os.getpid()), resource.getrusage(resource.RUSAGE_SELF)
    try:
        drawing = read_planners_file(f"a.{suffix}", content, answers)
        said: tuple[str | None, list[str]] = None, [n.text("zh") for n in drawing.notes]
    except ReaderError as error:
        said = error.note.key, [error.text(lang) for lang in LANGUAGES]
    except BaseException:
        said = "raised", [traceback.format_exc()[-2000:]]
    used = resource.getrusage(resource.RUSAGE_SELF)
    to.send((*said, used.ru_utime - begun.ru_utime, used.ru_maxrss / 1024 - before))


def read_apart(
    suffix: str, content: bytes, answers: Answers
) -> tuple[str | None, list[str], float, float]:
    """Read in a separate process; return the refusal's key, messages, seconds and megabytes."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(suffix, content, answers, there))
    process.start()
    there.close()
    try:
        key, said, seconds, memory = here.recv()
        return key, said, seconds, memory
    except EOFError:
        return "died", [str(process.exitcode)], 0, 0
    finally:
        process.kill()
        process.join()


@reads_proc
@pytest.mark.parametrize("case", FILES)
def test_a_hostile_file_is_refused_or_read(case: str) -> None:
    suffix, make, expected = FILES[case]
    key, said, seconds, memory = read_apart(suffix, make(), ANSWERS)
    if expected is None:
        assert key is None, said
    else:
        assert (key or "read").startswith(expected), (key, said)
    assert all(len(text) < 600 and "\n" not in text for text in said), said
    assert seconds < SECONDS, seconds
    assert memory < MEMORY_MB, memory


@reads_proc
@pytest.mark.parametrize("shape", ["areas", "lines"])
def test_a_table_of_points_taken_as_corners_is_bounded(shape: Shape) -> None:
    suffix, make, _ = FILES["200,000 points"]
    answers = Answers(system="wgs84", shape=shape, degrees="decimal")
    key, said, seconds, memory = read_apart(suffix, make(), answers)
    assert key == ("planners.limit_edge_pairs" if shape == "areas" else None), said
    assert seconds < SECONDS
    assert memory < MEMORY_MB


@reads_proc
def test_rings_within_rings_are_bounded() -> None:
    answers = Answers(system="cm120", shape="areas")
    key, said, seconds, memory = read_apart("csv", rings_csv(4_000), answers)
    assert key == "planners.limit_pairs", said
    assert all("a.csv" in text for text in said), said
    assert seconds < SECONDS
    assert memory < MEMORY_MB


@reads_proc
def test_a_million_valid_vertices_are_read() -> None:
    turn = np.linspace(0, 2 * np.pi, 1_000_000, endpoint=False)
    reach = 0.4 + 0.01 * np.sin(turn * 5000)
    points = np.column_stack([0.5 + reach * np.cos(turn), 0.5 + reach * np.sin(turn)])
    points[[10, 11]] = points[[11, 10]]  # it crosses itself once, as real outlines do
    key, said, seconds, memory = read_apart("geojson", polygon(points), ANSWERS)
    assert key is None, said
    assert any("自相交" in text for text in said)
    assert seconds < SECONDS
    assert memory < MEMORY_MB


def test_one_file_beyond_the_limits_refuses_the_whole_upload() -> None:
    square = {
        "type": "Polygon",
        "coordinates": [[[119.95, 36.78], [119.96, 36.78], [119.96, 36.79]]],
    }
    archive = packed({"good.geojson": collection(square), "bad.geojson": polygon(random(3_000))})
    with pytest.raises(LimitExceededError):
        read_planners_file("a.zip", archive, ANSWERS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_overlong_name_is_cut_where_it_is_shown_and_whole_in_files(lang: str) -> None:
    name = "极长的地块名称" * 700 + "末尾"
    square = {"type": "Point", "coordinates": [119.95, 36.78]}
    drawing = read_planners_file(f"{'长' * 5000}.geojson", collection(square, 名称=name), ANSWERS)
    assert drawing.frame is not None
    assert list(drawing.frame["name"]) == [name]
    assert all(len(note.text(lang)) < 1000 for note in drawing.notes)
    store = load_once()
    report = check(drawing.frame, zones(store, None), 0)
    assert check_pdf(store, report, lang).startswith(b"%PDF")
    assert len(check_pdf(store, report, lang)) < 5_000_000
    assert name in check_csv(store, report, lang).decode("utf-8-sig")
