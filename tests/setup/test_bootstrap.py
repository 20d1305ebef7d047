"""What a person reads when the machine is not enough: one clear line each."""

import os
import subprocess
import sys

import pytest

from config.setup import packages
from config.setup.places import ROOT

BOOTSTRAP = ROOT / "config" / "setup" / "bootstrap.py"


def with_pretence(statement):
    """Return the first line that bootstrap prints when something about the machine is pretended."""
    script = (
        f"import sys; sys.path.insert(0, {str(BOOTSTRAP.parent)!r}); sys.argv = ['x', 'run']; "
        f"import bootstrap, packages, platform, shutil, pathlib; {statement}; sys.exit(bootstrap.main())"
    )
    environment = {"PATH": os.environ["PATH"], "OFFICE_PYTHON_TRIED": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


class TestUnsuitableMachine:
    def test_an_old_python(self):
        assert "3.11 or newer" in with_pretence("sys.version_info = (3, 9, 2)")

    def test_another_machine_without_redis(self):
        line = with_pretence("platform.machine = lambda: 'aarch64'; shutil.which = lambda name: None")
        assert "install a redis-server" in line

    def test_a_python_without_ensurepip(self, tmp_path):
        line = with_pretence(
            f"packages.VENV = pathlib.Path({str(tmp_path / 'none')!r}); bootstrap._works = lambda *_: False"
        )
        assert "-venv" in line


class TestInstall:
    @pytest.fixture
    def elsewhere(self, tmp_path, monkeypatch):
        """A clone whose requirements were not installed yet, and whose pip reaches no registry."""
        subprocess.run([sys.executable, "-m", "venv", str(tmp_path / ".venv")], check=True)
        (tmp_path / "requirements.txt").write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n")
        monkeypatch.setattr(packages, "ROOT", tmp_path)
        monkeypatch.setattr(packages, "VENV", tmp_path / ".venv")
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        return tmp_path

    def test_asks_for_the_network_in_one_line(self, elsewhere):
        with pytest.raises(packages.CannotInstall, match="is there a network") as caught:
            packages.install("requirements.txt")
        assert "\n" not in str(caught.value)

    def test_needs_none_the_second_time(self, elsewhere):
        (elsewhere / "requirements.txt").write_text("")
        packages.install("requirements.txt")
        (elsewhere / ".venv" / "bin" / "python").unlink()
        packages.install("requirements.txt")
