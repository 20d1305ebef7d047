"""What is said in one line, and the agreement of a consortium, word for word. Pure reading."""

import hashlib
import json
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from programs.clauses import clauses_of
from programs.models import Consortium, Member


def one_line(text: str) -> str:
    """Return the text without breaks of line, tabs or doubled spaces: names stay within their line."""
    return " ".join(text.split())


def parties_of(consortium: Consortium) -> list[Member]:
    """Return the joined members, who are the parties of the agreement, from the anchor down."""
    return list(consortium.members.joined().select_related("firm", "upstream__firm").order_by("tier", "pk"))


def agreement_text(consortium: Consortium, number: int) -> str:
    """
    Return the agreement no. `number` as the consortium stands now, in Korean: the language of the contract.

    Parties with role and tier, the support model, and the clauses of the plan's sections (programs.clauses).
    """
    with override("ko"):
        text = render_to_string(
            "documents/agreement.txt",
            {
                "number": number,
                "consortium": one_line(consortium.name),
                "program": consortium.program,
                "call": consortium.call,
                "model": consortium.support_model,
                "parties": [
                    {"member": member, "firm": one_line(member.firm.name)}
                    | {"representative": one_line(member.firm.representative_name)}
                    | {"upstream": one_line(member.upstream.firm.name) if member.upstream else ""}
                    for member in parties_of(consortium)
                ],
                "clauses": [one_line(clause) for clause in clauses_of(consortium)],
            },
        )
    return str(text)


def sha256_of(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def facts_sha256(consortium: Consortium, parties: list[Member] | None = None) -> str:
    """
    Return the hash of what an agreement rests on: parties and their places, clauses word for word.

    `parties` are those of now, where the caller has them.
    """
    parties = parties_of(consortium) if parties is None else parties
    facts: list[Any] = [[m.pk, m.role, m.tier, m.upstream_id] for m in parties]
    with override("ko"):
        facts.append(clauses_of(consortium))
    facts.append([consortium.support_model.code, consortium.pass_through_kind])
    return sha256_of(json.dumps(facts, ensure_ascii=False, sort_keys=True))
