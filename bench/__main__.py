"""`python -m bench NAME`: run a bench on throw-away servers of its own."""

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
REPEATS = ("repeats", 5, "how often each is timed")
#: {bench: what may be said about it, each as (name, what holds unless it is said, what it means)}
BENCHES = {
    "pages": [("times", 100, "how many times as many cases; 1 measures the demo alone"), REPEATS],
    "ranking": [REPEATS],
    "signals": [],
    "call": [
        ("firms", 2_000, "how many firms submit"),
        ("compress", 1.0, "how many times as fast the ten minutes pass"),
        ("clients", 200, "how many firms are served at once, at most"),
    ],
    "ledger": [
        ("rows", 1_000_000, "how many transfers there are already"),
        ("grants", 2_000, "how many grants the tree of the chain page has"),
        ("posts", 4_000, "how many transfers are posted for each figure"),
    ],
    "tallies": [
        ("grants", 20_000, "how many grants there are, one meter each"),
        ("months", 50, "how many months each meter was read"),
        ("changed", 1_000, "how many new readings the increment counts"),
    ],
    "documents": [
        ("partners", 31, "how many grants the programme of the ZIP has"),
        ("dossiers", 8, "how many dossiers are drawn for each figure"),
    ],
    "exports": [("grants", 100_000, "how many disclosed grants there are")],
    "workbook": [
        ("rows", 5_000, "how many rows it has"),
        ("wrong", 500, "how many cells are wrong in the second workbook"),
    ],
}


def main() -> int:
    """Bring servers up, hand the rest of the command line to the bench, and take the servers down."""
    given = vars(_parser().parse_args())
    name = given.pop("name")
    if not (VENV.exists() and VENV.samefile(sys.prefix)):
        python = VENV / "bin" / "python"
        os.execv(python, [str(python), "-m", "bench", *sys.argv[1:]])
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="bench-evidence-") as evidence:
        os.environ["EVIDENCE_ROOT"] = evidence
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
        from config import embedded
        from config.setup import migrated

        embedded.ensure_throw_away()
        os.environ["DATABASE_URL"] = migrated.named(os.environ["DATABASE_URL"], migrated.ensure())
        import django

        django.setup()
        return int(importlib.import_module(f"bench.{name}").run(**given))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    benches = parser.add_subparsers(dest="name", required=True, metavar="NAME", help=", ".join(BENCHES))
    for name, options in BENCHES.items():
        bench = benches.add_parser(name)
        for option, default, about in options:
            bench.add_argument(
                f"--{option}", type=type(default), default=default, help=f"{about} ({default:,})"
            )
    return parser


if __name__ == "__main__":
    sys.exit(main())
