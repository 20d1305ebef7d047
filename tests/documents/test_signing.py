"""A name under a document stands for its facts, and is void once they are others."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from core.workflow.operations import _outermost
from disbursements.models import Grant
from reporting.documents import operations, verifying
from reporting.documents.collecting import collect
from reporting.documents.models import Signature
from tests.documents.made import made, signed
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def document(running, officer):
    return made(running, officer)


def change_a_fact(consortium):
    Grant.objects.filter(consortium=consortium).first().application.cost_items.update(name="다른 설비")


class TestSigning:
    def test_keeps_who_when_and_over_which_facts(self, document, approving_officer):
        signature = signed(document, approving_officer)
        assert (signature.name, signature.signed_at) == (approving_officer.name, MOMENT)
        assert signature.facts_hash == document.facts_hash

    def test_takes_a_name_typed_with_other_spaces(self, document, approving_officer):
        assert (
            signed(document, approving_officer, f"  {approving_officer.name} ").name == approving_officer.name
        )

    def test_refuses_another_name(self, document, approving_officer, officer):
        with pytest.raises(operations.NotYourName) as refused:
            signed(document, approving_officer, officer.name)
        assert approving_officer.name in str(refused.value)

    def test_refuses_a_second_time(self, document, approving_officer):
        signed(document, approving_officer)
        with pytest.raises(operations.SignedAlready):
            signed(document, approving_officer)

    def test_refuses_once_a_fact_has_changed(self, document, running, approving_officer):
        change_a_fact(running)
        with pytest.raises(operations.FactsChanged):
            signed(document, approving_officer)
        assert not Signature.objects.exists()

    def test_compares_the_facts_as_they_were_read_before_it_began(
        self, client, document, approving_officer, monkeypatch
    ):
        """Within the operation's transaction each query would see another moment."""
        seen = []

        def collected(*args, **kwargs):
            seen.append(_outermost.get())
            return collect(*args, **kwargs)

        monkeypatch.setattr(verifying, "collect", collected)
        client.force_login(approving_officer)
        client.post(reverse("documents:sign", args=[document.public_id]), {"name": approving_officer.name})
        assert Signature.objects.exists()
        assert seen == [""]

    @pytest.mark.parametrize("name", ["officer", "auditor", "anchor_rep", "tier1_rep", "other_officer"])
    def test_refuses_whoever_may_not_sign(self, document, request, name):
        with pytest.raises(PermissionDenied):
            signed(document, request.getfixturevalue(name))

    def test_is_never_changed(self, document, approving_officer):
        signature = signed(document, approving_officer)
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE documents_signature SET name = 'x' WHERE id = %s", [signature.pk])


class TestPages:
    def test_signs_and_says_when_it_is_void(self, client, document, running, approving_officer):
        client.force_login(approving_officer)
        page = document.get_absolute_url()
        sign = reverse("documents:sign", args=[document.public_id])
        assert sign in client.get(page).content.decode()
        answer = client.post(sign, {"name": "아무개"})
        assert (answer.status_code, "아무개" in answer.content.decode()) == (422, True)
        assert client.post(sign, {"name": approving_officer.name}).status_code == 302
        shown = client.get(page).content.decode()
        assert approving_officer.name in shown
        assert "유효" in shown
        assert sign not in shown

        change_a_fact(running)
        shown = client.get(page).content.decode()
        assert "무효" in shown
        assert "대체됨" in shown

    def test_a_stranger_reads_that_it_was_signed_but_not_by_whom(
        self, client, document, running, approving_officer
    ):
        signed(document, approving_officer)
        address = reverse("verify:code", args=[document.code])
        shown = client.get(address).content.decode()
        assert "서명" in shown
        assert "유효" in shown
        assert approving_officer.name not in shown
        change_a_fact(running)
        assert "무효" in client.get(address).content.decode()
