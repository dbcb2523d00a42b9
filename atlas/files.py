"""Writing so that a file is either as before or whole, whenever the process or the machine ends.

One file is written beside its place and moved there. Several that belong together are written into
a folder beside them, ``.draft``; renaming that folder to ``.next`` makes them valid, all at once.
Then they are moved into their places. Whoever reads asks :func:`current` where a file is, and so
sees the new ones from the renaming on, even when moving them was broken off; whoever writes next
finishes that first. A lock lets one write at a time.
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
#: in ``.next``: names of the files that are new there and of those that are to go
LIST = "waiting.json"
#: how long the second of two writers waits for the first (seconds)
PATIENCE_S = 10.0
#: so often a reader begins anew when files change while it reads
_READS = 5

T = TypeVar("T")


class BusyError(Exception):
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
    """Be the only one who writes into a folder; what an earlier writer left undone is done first.

    Raises
    ------
    BusyError
        When another writer does not finish in time.
    """
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=patience_s)
    except Timeout as error:
        raise BusyError(folder) from error
    try:
        _finish(folder)
        shutil.rmtree(folder / DRAFT, ignore_errors=True)
        yield
    finally:
        lock.release()


def write_file(path: Path, content: str | bytes) -> None:
    """Write one file: it is as before or whole at any moment. A device is written to as it is."""
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
        # the file that was asked for means something to whoever reads the message
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        draft.unlink(missing_ok=True)
    _sync(path.parent)


def replace_files(folder: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Write several files that belong together: all are as before or all are new at any moment.

    Only within :func:`only_writer` of the folder.

    Parameters
    ----------
    folder : Path
    files : mapping of str to str, bytes or None
        Path below the folder → content; ``None`` for a file that is to go.

    Raises
    ------
    OSError
        When they cannot be written; everything is as before.
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
    """Return where the content of a file of a folder is now; the path need not exist."""
    new, gone = _listed(folder)
    waiting = folder / NEXT / name
    if name in gone:
        return waiting
    return waiting if name in new and waiting.exists() else folder / name


def current_files(folder: Path, pattern: str) -> dict[str, Path]:
    """Return the files of a folder that match a pattern: path below it → where its content is.

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
    """Return what ``read`` makes of files that nobody changed meanwhile.

    Parameters
    ----------
    folders : list of Path
        Where it reads; the files right in them and in their folders are watched.
    read : callable
        Called again when something changed while it read, some times.
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
    """Return the names of the files that wait in ``.next`` and of those that are to go."""
    try:
        names = json.loads((folder / NEXT / LIST).read_text(encoding="utf-8"))
    except OSError:
        return [], []
    return names["new"], names["gone"]


def _finish(folder: Path) -> None:
    """Move what waits in ``.next`` into its place; whatever was moved already stays."""
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
    # from here on readers look into the places themselves
    (folder / NEXT / LIST).unlink(missing_ok=True)
    shutil.rmtree(folder / NEXT)
    for name in gone:
        parent = (folder / name).parent
        if parent != folder:
            with suppress(OSError):  # others are still in it
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
        # a full disk is no fault of a file, so that Python does not name one
        raise OSError(error.errno, error.strerror, str(path)) from error


def _sync(folder: Path) -> None:
    """Have a folder's entries written to the disk, where the system can."""
    if os.name == "nt" or not folder.is_dir():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:  # some file systems do not sync folders
        pass
    finally:
        os.close(handle)
