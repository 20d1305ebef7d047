"""Showing what several log files gain, line by line, each with the name of its file in front."""

from pathlib import Path


class Follower:
    """Reads on where it last stopped; a file that is replaced by a shorter one is read from its beginning."""

    def __init__(self, logs: dict[str, Path]) -> None:
        """Begin at the present end of each file."""
        self._logs = logs
        self._read = {name: path.stat().st_size if path.is_file() else 0 for name, path in logs.items()}

    def new_lines(self) -> list[str]:
        """Return the whole lines written since the last call."""
        return [
            f"{name:<7}│ {line}" for name, path in self._logs.items() for line in self._new_of(name, path)
        ]

    def _new_of(self, name: str, path: Path) -> list[str]:
        if not path.is_file():
            return []
        if path.stat().st_size < self._read[name]:
            self._read[name] = 0
        with path.open("rb") as file:
            file.seek(self._read[name])
            written = file.read(1_000_000)
        whole = written[: written.rfind(b"\n") + 1]
        self._read[name] += len(whole)
        return whole.decode(errors="replace").splitlines()
