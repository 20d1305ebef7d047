"""Starting, watching and ending processes, by their number only."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """The user that a server runs as, in numbers, and by name."""

    uid: int
    gid: int
    name: str


def is_alive(pid: int) -> bool:
    """Return whether the process runs; one that has ended and only waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in {"Z", "X"}


def started_at(pid: int) -> str:
    """
    Return the kernel's start tick of a process: with its number it names one process for good. Empty if gone.
    """
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def command_of(pid: int) -> list[str]:
    """Return the words a process was started with; none if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def spawn(
    command: list[str],
    *,
    log: Path,
    cwd: Path,
    environment: dict[str, str],
    account: Account | None = None,
    ends_with_us: bool = False,
) -> int:
    """
    Start a server in a session of its own, so that Ctrl-C at the terminal does not reach it, and return its
    pid.

    :param account: the user to drop to; without one the server runs as the caller.
    :param ends_with_us: whether the kernel asks it to end when this process dies, even of a SIGKILL.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=environment,
            start_new_session=True,
            preexec_fn=_ask_to_end_with_parent if ends_with_us else None,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    _let_it_outlive_us(process)
    return process.pid


def _ask_to_end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _let_it_outlive_us(process: "subprocess.Popen[bytes]") -> None:
    # Another user of the servers may still need it when this Python ends: no warning about a running child
    # then.
    process.returncode = 0


def wait_until(is_done: Callable[[], bool], *, seconds: float, every: float = 0.02) -> bool:
    """Return True as soon as the condition holds, or False after that many seconds."""
    deadline = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def end(pid: int, *, first: signal.Signals = signal.SIGTERM, seconds: float = 20) -> None:
    """Ask a server to end, wait for it, and after that many seconds end its whole session by force."""
    for number, send in ((first, os.kill), (signal.SIGKILL, os.killpg)):
        if not is_alive(pid):
            break
        try:
            send(pid, number)
        except ProcessLookupError:
            break
        if wait_until(lambda: not is_alive(pid), seconds=seconds):
            break
    collect(pid)


def collect(pid: int) -> None:
    """Take an ended child off the process table; nothing happens for a process that is no child of ours."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
