"""The benches still run: their worlds are written as small as can be, and each as a command under `--long`."""

import json
import os
import subprocess
import sys

import pytest

from bench.tallies_world import populate, read_again
from config.setup.places import ROOT
from measurement.models import Reading

SMALLEST = {
    "tallies": ["--grants", "20", "--months", "2", "--changed", "5"],
    "ledger": ["--rows", "200", "--grants", "20", "--posts", "10"],
    "documents": ["--partners", "2", "--dossiers", "2"],
    "exports": ["--grants", "20"],
    "workbook": ["--rows", "20", "--wrong", "2"],
}


@pytest.mark.django_db(transaction=True)
def test_a_world_of_rows_written_by_sql_has_every_column() -> None:
    world = populate(grants=3, months=2)
    read_again(3, world.officer.pk)
    assert Reading.objects.count() == 3 * 2 + 3


@pytest.mark.long
@pytest.mark.parametrize("name", SMALLEST)
def test_runs_at_its_smallest_size(name: str) -> None:
    servers = ("DATABASE_URL", "REDIS_URL", "EMBEDDED_SERVERS", "THROW_AWAY_SERVERS", "EVIDENCE_ROOT")
    surroundings = {key: value for key, value in os.environ.items() if key not in servers}
    command = [sys.executable, "-m", "bench", name, *SMALLEST[name]]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert json.loads(done.stdout.splitlines()[-1])["bench"] == name
