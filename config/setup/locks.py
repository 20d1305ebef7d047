"""File locks by which commands that run at the same time share one pair of servers."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """Hold a lock file alone for the length of a block, waiting for it as long as it takes."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Use:
    """
    A lock file held shared while something is in use.

    The kernel lets go of it when the process ends, however it ends, so that no user is ever counted twice or
    forgotten.
    """

    def __init__(self, path: Path) -> None:
        """Remember the file; nothing is held yet."""
        self._path = path
        self._descriptor: int | None = None

    def begin(self) -> None:
        """Hold the lock shared with all other users."""
        self._descriptor = _open(self._path)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def finish(self) -> bool:
        """Let go, and return whether nobody else is left. Call it with the starting lock held."""
        if self._descriptor is not None:
            os.close(self._descriptor)  # not LOCK_UN: a fork of ours that still runs keeps its share
            self._descriptor = None
        return is_free(self._path)


def is_free(path: Path) -> bool:
    """Return whether nobody holds the lock file, neither shared nor alone."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
