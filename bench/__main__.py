"""`python -m bench pages`: run a bench on throw-away servers of its own."""

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BENCHES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if "\ndef run(" in path.read_text())


def main() -> int:
    """Bring servers up, hand the rest of the command line to the bench, and take the servers down."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", choices=BENCHES, help="which bench")
    parser.add_argument(
        "--times", type=int, default=100, help="how many times as many cases (100); 1 measures the demo alone"
    )
    parser.add_argument("--repeats", type=int, default=5, help="timed visits of every page by everybody (5)")
    given = parser.parse_args()
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
        bench = importlib.import_module(f"bench.{given.name}")
        return int(bench.run(times=given.times, repeats=given.repeats))


if __name__ == "__main__":
    sys.exit(main())
