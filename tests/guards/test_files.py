"""Whoever owns files stands in the table of which files belong to a case, or here with a reason."""

import ast
import importlib
from collections.abc import Iterator

from core.evidence.models import Attachment
from disbursements.queries.files import KINDS
from tests.guards.walk import Source, passed, source, sources

#: kinds of owners whose files belong to no case of a grant, and why
APART = {
    "workbook_quote": "kept once more for the cost item it is of, when the rows are taken over",
    "bank_statement": "what the bank reports of many payments; each payment has its entries",
    "program": "a list of cancelled invoices, over all firms of the programme",
    "factor_table": "factors that hold for every measure",
    "status_file": "the answer of the state's network, over many payments",
    "audit_finding": "the auditor's own working paper",
}
#: calls that pass an owner's kind on as they were given it: those who give it are asked instead
PASSED_ON = {"measurement/operations/workbooks.py"}


def owner_kinds(found: list[Source]) -> Iterator[tuple[str, str | None]]:
    """Yield (where, kind of owner) of every file that is given to a case; None where it can't be said."""
    for one in found:
        for call, name in one.calls():
            if name in ("attach", "attach_all"):
                (given,) = (word.value for word in call.keywords if word.arg == "owner_kind")
                yield one.at(call), value_of(given, one.path)
            elif name == "Desk" and len(call.args) > 2:
                yield one.at(call), value_of(call.args[2], one.path)


def value_of(given: ast.expr, path: str) -> str | None:
    """Return what an argument is: a text, or a constant of the module or of one that it imports."""
    if isinstance(given, ast.Constant):
        return str(given.value)
    owner = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    for part in ast.unparse(given).split("."):
        owner = getattr(owner, part, None)
    return owner if isinstance(owner, str) else None


class TestOwnersOfFiles:
    def test_all_stand_in_the_table_or_here(self):
        found = list(owner_kinds(sources()))
        violations = [
            f"{where}: files of “{kind}” stand in no table"
            for where, kind in found
            if kind not in {*KINDS, *APART} and not (kind is None and where.partition(":")[0] in PASSED_ON)
        ]
        given = {kind for _where, kind in found}
        violations += [f"nobody gives files to “{kind}”" for kind in (*KINDS, *APART) if kind not in given]
        passed("files given to cases", len(found), 25, violations)

    def test_a_kind_that_stands_nowhere_is_seen(self):
        planted = source("attach(attachment=one, owner_kind='treasure', owner_id=1)")

        assert [kind for _where, kind in owner_kinds([planted])] == ["treasure"]
        assert "treasure" not in {*KINDS, *APART}

    def test_no_kind_is_longer_than_its_column(self):
        most = Attachment._meta.get_field("owner_kind").max_length

        assert all(len(kind) <= most for kind in (*KINDS, *APART))
