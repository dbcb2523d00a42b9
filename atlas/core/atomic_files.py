"""Atomic writing: after a crash, a file or set of files is either old or new, never partial.

A single file is written to a temporary file beside it, which is then renamed. A set of files is
written into a folder ``.draft`` beside them; renaming that folder to ``.next`` commits the set, and
the files are then moved into place. Readers call :func:`current` for a file's present location, so
they see the new files from the moment of the rename, even if moving was interrupted; the next
writer first finishes the moves. A lock admits one writer at a time.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

DRAFT, NEXT, LOCK = ".draft", ".next", ".lock"
#: file in ``.next`` that lists the new files and those to delete
LIST = "waiting.json"
#: how long a writer waits for another one (seconds)
PATIENCE_S = 10.0
#: how often a read is repeated when files change meanwhile
_READS = 5

T = TypeVar("T")


class FolderBusyError(Exception):
    """Another process is writing into the folder.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"{folder}: another process is writing there; try again when it is done")


@contextmanager
def only_writer(folder: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Lock a folder for writing, after finishing what an interrupted writer left.

    Raises
    ------
    FolderBusyError
        When another writer does not finish within ``patience_s``.
    """
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=patience_s)
    except Timeout as error:
        raise FolderBusyError(folder) from error
    try:
        _finish(folder)
        shutil.rmtree(folder / DRAFT, ignore_errors=True)
        yield
    finally:
        lock.release()


def write_file(path: Path, content: str | bytes) -> None:
    """Write one file atomically. A device is written to directly."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(_bytes(content))
        return
    draft = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        _write(draft, _bytes(content))
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    except OSError as error:
        # name the requested file, not the temporary one
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        draft.unlink(missing_ok=True)
    _sync(path.parent)


def replace_files(folder: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Write several files atomically: all are old or all are new at any moment.

    Call it only within :func:`only_writer` of the folder.

    Parameters
    ----------
    folder : Path
    files : mapping of str to str, bytes or None
        Path below the folder → content; ``None`` deletes the file.

    Raises
    ------
    OSError
        When they cannot be written; nothing is changed then.
    """
    if not files:
        return
    draft = folder / DRAFT
    try:
        draft.mkdir()
        for name, content in files.items():
            if content is not None:
                (draft / name).parent.mkdir(parents=True, exist_ok=True)
                _write(draft / name, _bytes(content))
        names = {
            "new": [name for name, content in files.items() if content is not None],
            "gone": [name for name, content in files.items() if content is None],
        }
        _write(draft / LIST, json.dumps(names, ensure_ascii=False).encode())
        for inner in draft.rglob("*/"):
            _sync(inner)
        _sync(draft)
        draft.rename(folder / NEXT)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _sync(folder)
    _finish(folder)


def current(folder: Path, name: str) -> Path:
    """Return the present location of a folder's file; it need not exist."""
    new, gone = _listed(folder)
    waiting = folder / NEXT / name
    if name in gone:
        return waiting
    return waiting if name in new and waiting.exists() else folder / name


def current_files(folder: Path, pattern: str) -> dict[str, Path]:
    """Return a folder's files that match a pattern: path below it → present location.

    Examples
    --------
    >>> current_files(Path("/nowhere"), "*.geojson")
    {}
    """
    new, gone = _listed(folder)
    found = {path.relative_to(folder).as_posix() for path in folder.glob(pattern)}
    deep = pattern.count("/")
    found |= {name for name in new if name.count("/") == deep and Path(name).match(pattern)}
    kept = sorted(name for name in found if name not in gone and not name.startswith("."))
    return {name: current(folder, name) for name in kept}


def read_whole(folders: list[Path], read: Callable[[], T]) -> T:
    """Return the result of ``read``, called again if the files changed while it ran.

    Parameters
    ----------
    folders : list of Path
        Folders that it reads; files in them and in their direct subfolders are watched.
    read : callable
        Reads the files; called a limited number of times.
    """
    for _ in range(_READS - 1):
        before = _stamps(folders)
        try:
            made = read()
        except Exception:
            if _stamps(folders) == before:
                raise
            continue
        if _stamps(folders) == before:
            return made
    return read()


def _stamps(folders: list[Path]) -> dict[str, tuple[int, int]]:
    found = {}
    for folder in folders:
        for pattern in ("*", "*/*"):
            for path in folder.glob(pattern):
                with suppress(OSError):
                    if path.is_file() and path.name != LOCK and DRAFT not in path.parts:
                        state = path.stat()
                        found[str(path)] = (state.st_mtime_ns, state.st_ino)
    return found


def _listed(folder: Path) -> tuple[list[str], list[str]]:
    """Return the names of the files waiting in ``.next`` and of those to delete."""
    try:
        names = json.loads((folder / NEXT / LIST).read_text(encoding="utf-8"))
    except OSError:
        return [], []
    return names["new"], names["gone"]


def _finish(folder: Path) -> None:
    """Move the files waiting in ``.next`` into place, continuing after an interruption."""
    if not (folder / NEXT).is_dir():
        return
    new, gone = _listed(folder)
    touched = {folder}
    for name in new:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            (folder / NEXT / name).replace(place)
        touched.add(place.parent)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
        touched.add((folder / name).parent)
    for one in touched:
        _sync(one)
    # from here on readers look in the folder itself
    (folder / NEXT / LIST).unlink(missing_ok=True)
    shutil.rmtree(folder / NEXT)
    for name in gone:
        parent = (folder / name).parent
        if parent != folder:
            with suppress(OSError):  # not empty
                parent.rmdir()


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content


def _write(path: Path, content: bytes) -> None:
    try:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        # for a full disk Python's error does not name a file
        raise OSError(error.errno, error.strerror, str(path)) from error


def _sync(folder: Path) -> None:
    """Flush a folder's entries to disk, where the system can."""
    if os.name == "nt" or not folder.is_dir():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:  # some file systems cannot sync folders
        pass
    finally:
        os.close(handle)
