"""The SQLite file with readers' remarks: written by servers, read and pruned by the operator.

Each call opens the file and closes it again, so that it may be moved, replaced or repaired while a
server runs. SQLite's own lock admits one writer at a time, whichever process it is in.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Literal

from atlas.feedback.remark import MAX_TEXT, Remark

#: maximum size of the file; some ten thousand remarks
MAX_MB = 20
#: how long to wait for another writer (seconds)
PATIENCE_S = 2.0
#: SQLite's application_id of the file, and the version of its table
APPLICATION, SCHEMA = 0x50444142, 1
_PAGE = 4096
_TABLE = f"""
CREATE TABLE remark (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    feature TEXT NOT NULL,
    layer TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND {MAX_TEXT}),
    lang TEXT NOT NULL,
    link TEXT NOT NULL,
    data TEXT NOT NULL
)"""
_COLUMNS = "time, feature, layer, kind, text, lang, link, data"

#: why the file cannot be used
Fault = Literal["locked", "full", "damaged", "foreign", "newer", "missing", "unusable"]
_SAID: dict[Fault, str] = {
    "locked": "another process is writing to it; try again when it is done",
    "full": f"no room: the disk is full, or the file has reached {MAX_MB} MB; "
    "export it, then delete old remarks (atlas feedback delete --before)",
    "damaged": "damaged; move it away and restore a backup, the atlas then begins a new one",
    "foreign": "expected a file of readers' remarks, found another database",
    "newer": "written by a newer version of the atlas",
    "missing": "no such file; it is created with the first remark",
    "unusable": "expected a file that this user may read and write, in such a folder",
}
#: SQLite's primary result codes
_FAULTS: dict[int, Fault] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}


class RemarkFileError(Exception):
    """The file cannot be used.

    Attributes
    ----------
    fault : str
    """

    def __init__(self, path: Path, fault: Fault) -> None:
        self.fault = fault
        super().__init__(f"{path}: {_SAID[fault]}")


class RemarkFile:
    """A file of remarks.

    Parameters
    ----------
    path : Path
        Its folder must exist; the file itself is created with the first remark, for its owner only.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> file = RemarkFile(Path(mkdtemp()) / "remarks.sqlite")
    >>> sent = Remark("2026-03-01T09:30Z", "a", "roads", "text", "Wrong name", "en", "/", "0" * 12)
    >>> file.add(sent)
    1
    >>> [remark.text for remark in file.remarks()]
    ['Wrong name']
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, remark: Remark) -> int:
        """Keep a remark, and return its number.

        Raises
        ------
        RemarkFileError
        """
        with self._opened(create=True) as file:
            file.execute(f"PRAGMA max_page_count = {int(MAX_MB * 1_000_000 / _PAGE)}")
            values = [getattr(remark, name) for name in _COLUMNS.split(", ")]
            marks = ", ".join("?" * len(values))
            with _transaction(file):
                added = file.execute(f"INSERT INTO remark ({_COLUMNS}) VALUES ({marks})", values)
            return int(added.lastrowid or 0)

    def remarks(self) -> list[Remark]:
        """Return all remarks, oldest first.

        Raises
        ------
        RemarkFileError
        """
        with self._opened() as file:
            rows = file.execute(f"SELECT {_COLUMNS}, id FROM remark ORDER BY id").fetchall()
        return [Remark(*row) for row in rows]

    def delete(self, ids: Sequence[int] = (), before: date | None = None) -> int:
        """Delete remarks for good: those with these numbers, and those of before a day (UTC).

        Returns
        -------
        int
            How many there were.

        Raises
        ------
        RemarkFileError
        """
        with self._opened() as file:
            # what is deleted must not be found in the file any more
            file.execute("PRAGMA secure_delete = ON")
            with _transaction(file):
                gone = sum(
                    file.execute("DELETE FROM remark WHERE id = ?", (one,)).rowcount for one in ids
                )
                if before is not None:
                    found = file.execute("DELETE FROM remark WHERE time < ?", (before.isoformat(),))
                    gone += found.rowcount
            with suppress(sqlite3.OperationalError):  # it only makes the file smaller
                file.execute("VACUUM")
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def check(self) -> None:
        """Check that the file, if there is one, can be read and is whole.

        Raises
        ------
        RemarkFileError
        """
        if not self.path.exists():
            return
        with self._opened() as file:
            if file.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise RemarkFileError(self.path, "damaged")

    @contextmanager
    def _opened(self, create: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            self._prepare(create)
            opened = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=PATIENCE_S,
                isolation_level=None,
            )
            with closing(opened) as file:
                self._have_table(file)
                yield file
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", None) or 0
            raise RemarkFileError(self.path, _FAULTS.get(code & 0xFF, "unusable")) from error
        except FileNotFoundError as error:
            fault: Fault = "unusable" if create else "missing"
            raise RemarkFileError(self.path, fault) from error
        except OSError as error:
            raise RemarkFileError(self.path, "unusable") from error

    def _prepare(self, create: bool) -> None:
        """Create the file if it is missing; only its owner may read it."""
        if create:
            with suppress(FileExistsError):
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        if self.path.stat().st_mode & 0o077 and os.name != "nt":
            with suppress(PermissionError):  # it belongs to someone else, who decides
                self.path.chmod(0o600)

    def _have_table(self, file: sqlite3.Connection) -> None:
        if self._is_empty(file):
            file.execute(f"PRAGMA page_size = {_PAGE}")
            file.execute("PRAGMA journal_mode = WAL")
            with _transaction(file):
                if self._is_empty(file):  # another process may have been faster
                    file.execute(_TABLE)
                    file.execute(f"PRAGMA application_id = {APPLICATION}")
                    file.execute(f"PRAGMA user_version = {SCHEMA}")
        if _number(file, "application_id") != APPLICATION:
            raise RemarkFileError(self.path, "foreign")
        if _number(file, "user_version") > SCHEMA:
            raise RemarkFileError(self.path, "newer")

    @staticmethod
    def _is_empty(file: sqlite3.Connection) -> bool:
        (count,) = file.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return not count and not _number(file, "application_id")


@contextmanager
def _transaction(file: sqlite3.Connection) -> Iterator[None]:
    """Write all or nothing, as the only writer."""
    file.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):  # SQLite may have done so itself, as with a full disk
            file.execute("ROLLBACK")
        raise
    file.execute("COMMIT")


def _number(file: sqlite3.Connection, pragma: str) -> int:
    (value,) = file.execute(f"PRAGMA {pragma}").fetchone()
    return int(value)
