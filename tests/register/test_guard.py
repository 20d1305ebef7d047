"""What is public is what the table names: no person, no secret, on no page and in no file."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from applications.models import Application, CostItem
from core.ui.lists import Column
from core.ui.lists.columns import flat
from core.users.models import User
from disbursements.models import BankAccount, PassThrough, PaymentLine
from firms.models import Firm
from measurement.models import Measure
from reporting.register.downloads import FORMATS
from reporting.register.models import Record
from reporting.register.public import PUBLIC_FIELDS
from reporting.register.views.lists import GrantsView, RegisterListPage
from tests.guards.walk import passed
from tests.register.test_files import table_of

#: what is never public, as it would be called
NEVER = re.compile(
    r"representative|person|clerk|user|e?mail|phone|telephone|address|contact|password|reading|kwh|meter|price"
    r"|unit|quote|supplier|invoice|bank|account|score|point|rank|review|factor|baseline|method|purpose|reason"
    r"|finding|debt|certificate|expected|_by$"
)

#: where what must not leave the house stands: model, field
SECRET = (
    (User, "email"),
    (User, "name"),
    (Firm, "representative_name"),
    (Firm, "address"),
    (BankAccount, "number"),
    (PassThrough, "bank_reference"),
    (PaymentLine, "invoice_number"),
    (PaymentLine, "supplier_name"),
    (PaymentLine, "supplier_number"),
    (CostItem, "name"),
    (CostItem, "model"),
    (Application, "purpose"),
    (Measure, "name"),
    (Measure, "site"),
)
LISTS = [view.key for view in RegisterListPage.__subclasses__()]


def secret_names(fields: object) -> list[str]:
    return [f"{kind}.{name}" for kind, names in fields.items() for name in names if NEVER.search(name)]


def secrets() -> set[str]:
    """Return every text of the running chain that is nobody's business outside."""
    found = {value for model, field in SECRET for value in model.objects.values_list(field, flat=True)}
    return {value for value in found if value and len(value) > 2}


def told(client) -> dict[str, str]:
    """Return {address: text} of every page and file of the register, as a stranger gets them."""
    found = {}
    for name in ("overview", "snapshots", *LISTS):
        found[name] = client.get(reverse(f"register:{name}")).content.decode()
    for name in LISTS:
        for kind in FORMATS:
            cache.clear()
            if kind == "xlsx":
                found[f"{name}.{kind}"] = repr(table_of(client, name, kind))
            else:
                response = client.get(reverse(f"register:{name}"), {"export": kind})
                found[f"{name}.{kind}"] = b"".join(response.streaming_content).decode()
    return found


def leaks(texts: dict[str, str], words: set[str]) -> list[str]:
    return [f"{place}: {word}" for place, text in texts.items() for word in sorted(words) if word in text]


def odd_columns(view: type[RegisterListPage]) -> list[str]:
    """Return the columns of a list that read what is no public field of its records."""
    records = Record.objects.filter(kind=view.kind)[:20]
    assert records
    found = set()
    for column in flat(view.columns):
        for record in records:
            try:
                column.exported(record)
            except KeyError:
                found.add(f"{view.key}.{column.key}")
    return sorted(found)


class TestPublicFields:
    def test_name_no_person_and_no_secret(self):
        walked = sum(len(names) for names in PUBLIC_FIELDS.values())

        passed("public fields", walked, 80, secret_names(PUBLIC_FIELDS))

    def test_one_that_does_is_caught(self):
        assert secret_names({"GRANT": ("id", "representative_name", "awarded_won", "bank_account")}) == [
            "GRANT.representative_name",
            "GRANT.bank_account",
        ]


@pytest.mark.django_db
class TestPagesAndFiles:
    def test_tell_no_secret_of_a_running_chain(self, client, snapshot):
        texts, words = told(client), secrets()

        passed("places × secrets", len(texts) * len(words), 400, leaks(texts, words))

    def test_one_that_does_is_caught(self, client, snapshot):
        word = Firm.objects.values_list("representative_name", flat=True).first()

        assert leaks({"grants": f"<td>{word}</td>"}, {word}) == [f"grants: {word}"]

    def test_columns_read_public_fields_only(self, snapshot):
        wrong = [fault for view in RegisterListPage.__subclasses__() for fault in odd_columns(view)]

        passed("lists of the register", len(LISTS), 6, wrong)

    def test_a_column_that_reads_another_is_caught(self, snapshot):
        class Planted(GrantsView):
            columns = (*GrantsView.columns, Column("email", "E-mail", lambda record: record.data["email"]))

        assert odd_columns(Planted) == ["grants.email"]
