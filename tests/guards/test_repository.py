"""What has no place in the repository: registries, paths of one machine, files too long to read."""

import re

import pytest

from tests.guards.walk import ROOT, passed, sources, templates, tracked_files

HERE = "tests/guards/test_repository.py"
#: host names of registries, taken apart so that this file names none either
HOSTS = [
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("registry", "npmjs", "org"),
    ("registry", "yarnpkg", "com"),
]
FORBIDDEN = {
    "|".join([*(re.escape(".".join(host)) for host in HOSTS), "--index-url", "--extra-index-url"]):
        "the address of a package registry",
    r"(?<![\w.])/(?:home|Users|root|work|workspace)/\w": "a path of one machine",
    r"BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY": "a private key",
}  # fmt: skip
BINARY = {".png", ".jpg", ".woff2", ".ttf", ".pdf", ".mo", ".ico", ".xlsx", ".webp"}
LONGEST_FILE, LONGEST_TEMPLATE = 350, 150
#: the first cell of a row of the glossary; its head and the line below are none
TERM = re.compile(r"^\| (?!Term \|)(?!-)(.+?) \|", re.MULTILINE)


def out_of_place(name: str, text: str) -> list[str]:
    return [
        f"{name}: {words}: {match[0]}"
        for pattern, words in FORBIDDEN.items()
        if name != HERE and (match := re.search(pattern, text))
    ]


def twice(terms: list[str]) -> list[str]:
    return sorted({term for term in terms if terms.count(term) > 1})


class TestRepository:
    def test_has_nothing_out_of_place(self):
        files = [path for path in tracked_files() if path.suffix not in BINARY]
        wrong = []
        for path in files:
            wrong += out_of_place(str(path.relative_to(ROOT)), path.read_text(errors="replace"))

        passed("files of the repository", len(files), 300, wrong)

    @pytest.mark.parametrize(
        "planted",
        [
            f"https://files.{'.'.join(HOSTS[1])}/packages/x.whl",
            "pip install --index-url http://x",
            "open('/home/kim/x')",
            f"https://{'.'.join(HOSTS[2])}/x",
        ],
    )
    def test_planted_words_are_caught(self, planted):
        assert out_of_place("x.py", planted)

    def test_files_can_be_read_without_losing_the_thread(self):
        long = [
            f"{file.path}: {lines} lines"
            for file in sources()
            if (lines := len((ROOT / file.path).read_text().splitlines())) > LONGEST_FILE
        ]
        long += [
            f"{p}: {n} lines" for p, t in templates().items() if (n := len(t.splitlines())) > LONGEST_TEMPLATE
        ]

        passed("lengths of files", len(sources()) + len(templates()), 250, long)

    def test_the_glossary_explains_a_term_once(self):
        terms = TERM.findall((ROOT / "docs" / "glossary.md").read_text())

        passed("terms of the glossary", len(terms), 150, twice(terms))

    def test_a_planted_second_term_is_caught(self):
        assert twice(["award", "batch", "award"]) == ["award"]
