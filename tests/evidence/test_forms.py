"""A good file stays while the rest of the form is being corrected, and serves only whoever handed it in."""

import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from core.evidence.checks import PAPERS, TAX_INVOICES
from core.evidence.forms import EvidenceForm, KeptFileField
from core.evidence.models import Attachment
from tests.factories.cases import SMALL_PDF, paper
from tests.factories.people import UserFactory


class QuoteForm(EvidenceForm):
    amount = forms.IntegerField(min_value=1)
    quote = KeptFileField(allowed=PAPERS)


class InvoiceForm(EvidenceForm):
    quote = KeptFileField(allowed=TAX_INVOICES)


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def user(db):
    return UserFactory()


def upload(content: bytes = SMALL_PDF, name: str = "quote.pdf") -> dict:
    return {"quote": SimpleUploadedFile(name, content)}


def token_in(form: forms.Form) -> str:
    found = re.search(r'name="quote-kept"[^>]*value="([^"]+)"', str(form["quote"]))
    assert found, str(form["quote"])
    return found[1]


class TestKeptFile:
    def test_stays_while_another_field_is_wrong(self, user):
        wrong = QuoteForm({"amount": "many"}, upload(), user=user)
        assert not wrong.is_valid()
        assert "quote.pdf" in str(wrong["quote"])

        right = QuoteForm({"amount": "5", "quote-kept": token_in(wrong)}, user=user)

        assert right.is_valid(), right.errors
        assert right.cleaned_data["quote"] == Attachment.objects.get()

    def test_stays_when_the_next_file_is_bad(self, user):
        wrong = QuoteForm({"amount": "many"}, upload(), user=user)
        wrong.is_valid()

        bad = QuoteForm({"amount": "5", "quote-kept": token_in(wrong)}, upload(b"MZ", "a.exe"), user=user)

        assert list(bad.errors) == ["quote"]
        assert token_in(bad) == token_in(wrong) or "quote.pdf" in str(bad["quote"])

    def test_gives_way_to_a_better_one(self, user):
        wrong = QuoteForm({"amount": "many"}, upload(), user=user)
        wrong.is_valid()

        form = QuoteForm({"amount": "5", "quote-kept": token_in(wrong)}, upload(name="better.pdf"), user=user)

        assert form.is_valid()
        assert form.cleaned_data["quote"].filename == "better.pdf"

    def test_of_somebody_else_is_not_accepted(self, user):
        wrong = QuoteForm({"amount": "many"}, upload(), user=user)
        wrong.is_valid()

        thief = QuoteForm({"amount": "5", "quote-kept": token_in(wrong)}, user=UserFactory())

        assert thief.errors == {"quote": thief.errors["quote"]}

    def test_of_a_type_this_field_does_not_take_is_not_accepted(self, user):
        other = InvoiceForm({}, upload(b"<?xml version='1.0'?><TaxInvoice/>", "i.xml"), user=user)
        assert other.is_valid()

        assert not QuoteForm({"amount": "5", "quote-kept": token_in(other)}, user=user).is_valid()

    @pytest.mark.parametrize("token", ["", "1", "1:abc:def", "eyJh:1:2", "x" * 5000])
    def test_is_not_found_by_guessing(self, user, token):
        paper(user)

        form = QuoteForm({"amount": "5", "quote-kept": token}, user=user)

        assert list(form.errors) == ["quote"]

    def test_given_at_first_stays_unless_replaced_whoever_edits(self, user):
        first = paper(UserFactory())

        form = QuoteForm({"amount": "5"}, initial={"quote": first}, user=user)

        assert form.is_valid(), form.errors
        assert form.cleaned_data["quote"] == first
        assert "quote.pdf" in str(QuoteForm(initial={"quote": first}, user=user)["quote"])

    @pytest.mark.parametrize(
        ("content", "words"), [(b"", "empty|빈 파일"), (b"MZ", "PDF"), (b"%PDF-" + b"x" * 21_000_000, "20")]
    )
    def test_says_what_is_wrong_with_a_bad_one(self, user, content, words):
        form = QuoteForm({"amount": "5"}, upload(content), user=user)

        assert re.search(words, str(form.errors["quote"]))
        assert not Attachment.objects.exists()

    def test_makes_the_form_multipart(self, user):
        assert QuoteForm(user=user).is_multipart()
