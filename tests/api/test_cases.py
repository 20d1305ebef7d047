"""Every kind of case is of firms or, for a reason, of none; and every step passes where webhooks listen."""

import ast

from applications.workflow import PUBLIC_WORDING, Status
from core.workflow.diagrams import cases
from reporting.api.cases import OF_NO_FIRM, OWN, PUBLIC, status_words
from reporting.api.desk import Desk
from tests.guards.walk import Source, passed, source, sources


def unheard(file: Source) -> list[str]:
    """Return where a step is written down past those who listen."""
    return [
        f"{file.at(call)}: {ast.unparse(call)[:60]}: a step is written by move_to, begin or write_down"
        for call, name in file.calls()
        if name in {"create", "bulk_create"}
        and isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value).endswith(".changes")
        and file.path != "core/workflow/models.py"
    ]


class TestKinds:
    def test_are_all_placed(self):
        every = {model._meta.label for model in cases()}
        placed = {model._meta.label for model in OWN}

        assert placed | OF_NO_FIRM.keys() == every
        assert not placed & OF_NO_FIRM.keys()

    def test_have_names_of_their_own(self):
        codes = [own.code for own in OWN.values()]

        assert len(codes) == len(set(codes))
        assert max(map(len, codes)) <= 32

    def test_say_who_reads_them(self, db):
        for model in OWN:
            assert list(model.objects.visible_to(Desk(1))) == []


class TestWords:
    def test_are_those_that_the_firm_reads_on_its_own_page(self):
        assert status_words("application")["ASSESSED"] == PUBLIC_WORDING[Status.ASSESSED]
        assert status_words("application")["REFUSED"] == Status.REFUSED.label

    def test_of_every_kind_that_has_words_of_its_own_for_firms(self):
        assert {model for model in OWN if hasattr(model, "get_public_status_display")} == PUBLIC.keys()


class TestSteps:
    def test_are_all_heard(self):
        files = sources()

        passed(
            "files that write no step past the listeners",
            len(files),
            120,
            [v for f in files for v in unheard(f)],
        )

    def test_planted_ones_are_caught(self):
        assert unheard(source("case.changes.create(to_status='x')", "firms/operations.py"))
