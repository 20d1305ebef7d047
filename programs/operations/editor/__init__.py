"""The programme editor: a programme and everything that is data about it, dated and with its source."""

from programs.operations.editor.copying import copy_program
from programs.operations.editor.papers import add_required_document, edit_required_document
from programs.operations.editor.programmes import add_call, create_program, edit_call, edit_program
from programs.operations.editor.questions import (
    add_question,
    begin_questionnaire,
    edit_question,
    move_question,
    publish_questionnaire,
    remove_question,
)
from programs.operations.editor.rules import end_rule, remove_rule, set_rule
from programs.operations.editor.technologies import add_technology, edit_technology
from programs.operations.editor.terms import CallTerms, DocumentTerms, ProgramTerms, TechnologyTerms

__all__ = [
    "CallTerms",
    "DocumentTerms",
    "ProgramTerms",
    "TechnologyTerms",
    "add_call",
    "add_question",
    "add_required_document",
    "add_technology",
    "begin_questionnaire",
    "copy_program",
    "create_program",
    "edit_call",
    "edit_program",
    "edit_question",
    "edit_required_document",
    "edit_technology",
    "end_rule",
    "move_question",
    "publish_questionnaire",
    "remove_question",
    "remove_rule",
    "set_rule",
]
