"""What is copied out of the front-end packages is complete, and pages refer to nothing else."""

import json
import re

import pytest
from django.contrib.staticfiles import finders

from config.setup.frontend import COPIES, KRDS_STYLES, URL_IN_CSS
from config.setup.places import ROOT, VENDOR
from config.static_files import HashedFiles

IMPORTED = re.compile(r"""\bfrom\s*["']([^"']+)["']""")
STATIC_TAG = re.compile(r"{%\s*static\s+[\"']([^\"'{]+)[\"']")


@pytest.fixture(scope="module")
def hashed(tmp_path_factory):
    """The folder of all static files under hashed names, and what could not be named so."""
    folder = tmp_path_factory.mktemp("static")
    storage = HashedFiles(location=folder)
    paths = {
        f"{prefix}/{name}" if prefix else name: (origin, name)
        for finder in finders.get_finders()
        for name, origin in finder.list(["*.md"])
        for prefix in [getattr(origin, "prefix", None)]
    }
    for target, (origin, name) in paths.items():
        with origin.open(name) as file:
            storage.save(target, file)
    made = list(storage.post_process({target: (storage, target) for target in paths}))
    return folder, [str(problem) for *_, problem in made if isinstance(problem, Exception)]


class TestCopiedFiles:
    @pytest.mark.parametrize("name", COPIES.values())
    def test_can_be_served(self, name):
        assert finders.find(f"vendor/{name}")

    @pytest.mark.parametrize("style", KRDS_STYLES)
    def test_styles_name_only_files_that_are_there(self, style):
        path = VENDOR / "krds" / style
        named = URL_IN_CSS.findall(path.read_text())
        missing = [name for name in named if not path.parent.joinpath(name.strip()).is_file()]
        assert missing == []

    def test_hashed_names_can_be_made(self, hashed):
        _folder, problems = hashed
        assert problems == []

    def test_modules_import_each_other_by_hashed_names(self, hashed):
        folder, _problems = hashed
        imports = 0
        for module in (ROOT / "static/js").glob("*.js"):
            (made,) = folder.glob(f"js/{module.stem}.????????????.js")
            imported = IMPORTED.findall(made.read_text())
            assert len(imported) == len(IMPORTED.findall(module.read_text()))
            assert [
                name for name in imported if not re.fullmatch(r"\./[a-z_]+\.[0-9a-f]{12}\.js", name)
            ] == []
            imports += len(imported)
        assert imports >= 5


class TestTemplates:
    def test_refer_only_to_static_files_that_exist(self):
        named = {
            name
            for template in (ROOT / "templates").rglob("*.html")
            for name in STATIC_TAG.findall(template.read_text())
        }
        assert len(named) >= 3
        assert [name for name in sorted(named) if not finders.find(name)] == []


class TestLock:
    def test_names_no_download_address(self):
        assert "resolved" not in (ROOT / "package-lock.json").read_text()

    def test_pins_what_the_package_file_asks_for(self):
        wanted = json.loads((ROOT / "package.json").read_text())
        locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
        for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
            assert locked[f"node_modules/{name}"]["version"] == version
            assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")
