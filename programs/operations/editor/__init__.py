"""The programme editor: a programme and everything that is data about it, dated and with its source."""

from programs.operations.editor.checks import (
    add_check_term,
    change_check_term,
    end_check_term,
    remove_check_term,
)
from programs.operations.editor.copying import copy_program
from programs.operations.editor.criteria import (
    add_criterion,
    change_criterion,
    end_criterion,
    remove_criterion,
)
from programs.operations.editor.papers import add_required_document, edit_required_document
from programs.operations.editor.paying import (
    add_evidence_rule,
    add_payment_stage,
    change_evidence_rule,
    change_payment_stage,
    end_paying_rule,
    remove_paying_rule,
)
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
from programs.operations.editor.terms import (
    CallTerms,
    CheckTermTerms,
    CriterionTerms,
    DocumentTerms,
    EvidenceTerms,
    ProgramTerms,
    StageTerms,
    TechnologyTerms,
)

__all__ = [
    "CallTerms",
    "CheckTermTerms",
    "CriterionTerms",
    "DocumentTerms",
    "EvidenceTerms",
    "ProgramTerms",
    "StageTerms",
    "TechnologyTerms",
    "add_call",
    "add_check_term",
    "add_criterion",
    "add_evidence_rule",
    "add_payment_stage",
    "add_question",
    "add_required_document",
    "add_technology",
    "begin_questionnaire",
    "change_check_term",
    "change_criterion",
    "change_evidence_rule",
    "change_payment_stage",
    "copy_program",
    "create_program",
    "edit_call",
    "edit_program",
    "edit_question",
    "edit_required_document",
    "edit_technology",
    "end_check_term",
    "end_criterion",
    "end_paying_rule",
    "end_rule",
    "move_question",
    "publish_questionnaire",
    "remove_check_term",
    "remove_criterion",
    "remove_paying_rule",
    "remove_question",
    "remove_rule",
    "set_rule",
]
