"""Taking over what the firm said in an earlier application."""

import datetime as dt
from typing import Any

from applications import permissions
from applications.answers import newest_answers, newest_of
from applications.models import Application, CostItem
from applications.operations.answers import answer_questions, still_answers
from applications.operations.costs import add_cost_item, locked
from applications.operations.many_costs import COLUMNS, QUOTED
from applications.operations.quotes import add_quote
from applications.refusals import OtherFirms
from applications.reuse import Reused, reusable
from core.evidence.operations import keep_again
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from measurement.queries import expectation_of
from programs.questions import QuestionKind, read


@operation
def take_over(
    *, application: Application, source: Application, with_words: bool, by: User, at: dt.datetime
) -> list[Reused]:
    """
    Copy the cost items of the firm's earlier application into the draft; return what was left, and why.

    Answers to the call's own questions come along where the draft is asked the same and says nothing yet.

    `with_words`: its title and purpose as well. Never what the anchor pays or anybody bears in kind, what was
    asked or awarded, nor a quote that is out of date or serves an application that stands.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotEditable, NoCostsHere: if the draft takes no cost items now.
    :raises OtherFirms: if the earlier application is another firm's.
    """
    application = locked(application, by, at)
    require(permissions.may_take_over, by, source, at=at)
    if source.firm_id != application.firm_id or source.pk == application.pk:
        raise OtherFirms(field="source")
    if with_words:
        application.title, application.purpose = source.title, source.purpose
        application.save(update_fields=["title", "purpose"])
    found = reusable(source, application, at)
    for one in found:
        if not one.left:
            _copy(one, application, by=by, at=at)
    _copy_answers(source, application, by=by, at=at)
    return [one for one in found if one.left]


def _copy(one: Reused, application: Application, *, by: User, at: dt.datetime) -> CostItem:
    """Add the item to the draft with its quotes kept once more, and what it was expected to reduce."""
    item, chosen = one.item, one.item.chosen_quote
    said: dict[str, Any] = {name: getattr(item, name) for name in ("cost_kind", *COLUMNS)}
    said |= {name: getattr(chosen, column) for column, name in QUOTED.items()}
    if item.measure:
        said |= {"site": item.measure.site, "expectation": expectation_of(item.measure)}
    (quote,) = keep_again(attachments=[chosen.attachment], by=by, at=at)
    added = add_cost_item(
        application=application,
        technology=one.technology,
        quote=quote,
        **said,
        by=by,
        at=at,
    )
    _copy_others(one, added, by=by, at=at)
    return added


def _copy_others(one: Reused, added: CostItem, *, by: User, at: dt.datetime) -> None:
    """Add the quotes that competed with the chosen one; why it was chosen, if they all come along."""
    reason = one.item.choice_reason if len(one.competing) == len(one.item.quotes.all()) - 1 else ""
    files = keep_again(attachments=[quote.attachment for quote in one.competing], by=by, at=at)
    for quote, file in zip(one.competing, files, strict=True):
        terms = {column: getattr(quote, column) for column in QUOTED}
        add_quote(cost_item=added, attachment=file, reason=reason, **terms, by=by, at=at)


def _copy_answers(source: Application, application: Application, *, by: User, at: dt.datetime) -> None:
    """Answer what was answered in the earlier application under the same short name, of the same kind."""
    newest, said = newest_of(application), newest_answers(application)
    asked = {(one.code, one.kind): one for one in newest.questions.all()} if newest else {}
    answers: dict[str, Any] = {}
    for code, row in newest_answers(source).items():
        question = asked.get((code, row.question.kind))
        if question is None or code in said or not still_answers(question, row):
            continue
        if question.kind == QuestionKind.FILE:
            (answers[code],) = keep_again(attachments=[row.attachment], by=by, at=at)
        else:
            answers[code] = read(question.terms, row.value)
    if answers:
        answer_questions(application=application, answers=answers, by=by, at=at)
