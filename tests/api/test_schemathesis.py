"""The OpenAPI document and the API agree: schemathesis asks what it will and finds nothing; planted, it does."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reporting.api import operations
from reporting.api.v1 import entrance
from tests.api.conftest import IN_A_MONTH
from tests.api.snapshots import snapshot_with
from tests.factories.people import MOMENT

DOCUMENT = "/api/v1/openapi.json"
SECONDS = 240


def schemathesis(base: str, tmp_path: Path, document: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run it as one runs it by hand, bounded: few examples, one seed, no end at the first failure."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run", document, "--url", base,
        "--continue-on-failure", "--max-examples", "3", "--seed", "7", "--no-shrink",
        "--suppress-health-check", "all", "--generation-database", "none", *more,
    ]  # fmt: skip
    environment = {**os.environ, "NO_COLOR": "1", "NO_PROXY": "127.0.0.1,localhost", "SCHEMATHESIS_HOOKS": ""}
    return subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


@pytest.fixture
def no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it ask as often as it likes: that the pace is bounded is tested with tokens."""
    for throttle in (entrance.OWN, entrance.KNOCKS, entrance.PUBLIC):
        monkeypatch.setattr(type(throttle), "allows", lambda *_args, **_more: True)


@pytest.fixture
def secret(
    transactional_db: None, grant: Any, submitted_payment: Any, tier1: Any, tier1_rep: Any, now: Any
) -> str:
    """A token of a firm that has something to read, where something is published as well."""
    snapshot_with("a")
    return operations.make_token(firm=tier1, name="x", expires_on=IN_A_MONTH, by=tier1_rep, at=MOMENT)[1]


@pytest.fixture
def document(client: Any, tmp_path: Path) -> Path:
    """The document as the API hands it out."""
    path = tmp_path / "openapi.json"
    answer = client.get(DOCUMENT)
    assert answer.status_code == 200
    path.write_bytes(answer.content)
    return path


@pytest.mark.early
class TestDocument:
    def test_is_kept_with_a_token_and_without(self, live_server, secret, no_pace, document, tmp_path):
        with_token = ("--phases", "coverage,fuzzing", "--header", f"Authorization: Bearer {secret}")
        for more in (with_token, ("--phases", "fuzzing")):
            ran = schemathesis(live_server.url, tmp_path, str(document), *more)

            assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]

    def test_planted_lies_are_found(self, live_server, secret, no_pace, document, tmp_path):
        """A document that promises another type of answer and no error is not the API's."""
        said = json.loads(document.read_bytes())
        said["paths"] = {path: what for path, what in said["paths"].items() if path == "/api/v1/own/firm"}
        operation = said["paths"]["/api/v1/own/firm"]["get"]
        operation["responses"] = {"200": operation["responses"]["200"]}
        said["components"]["schemas"]["FirmOut"]["properties"]["name"] = {"type": "integer"}
        lie = tmp_path / "lie.json"
        lie.write_text(json.dumps(said))

        ran = schemathesis(live_server.url, tmp_path, str(lie), "--header", f"Authorization: Bearer {secret}")

        assert ran.returncode == 1
        assert "Response violates schema" in ran.stdout
