"""Forms of the programme editor: a programme and all that is data about it."""

from programs.forms.editor.criteria import (
    AddCheckTermForm,
    AddCriterionForm,
    ChangeCheckTermForm,
    ChangeCriterionForm,
)
from programs.forms.editor.lists import (
    EditDocumentForm,
    EditTechnologyForm,
    NewDocumentForm,
    NewTechnologyForm,
)
from programs.forms.editor.paying import (
    AddEvidenceRuleForm,
    AddStageForm,
    ChangeEvidenceRuleForm,
    ChangeStageForm,
)
from programs.forms.editor.programmes import (
    AppropriateForm,
    ComparisonForm,
    CopyForm,
    EditCallForm,
    EditProgramForm,
    NewCallForm,
    NewProgramForm,
)
from programs.forms.editor.rules import EndForm, FollowingRuleForm, RemoveForm, RuleForm

__all__ = [
    "AddCheckTermForm",
    "AddCriterionForm",
    "AddEvidenceRuleForm",
    "AddStageForm",
    "AppropriateForm",
    "ChangeCheckTermForm",
    "ChangeCriterionForm",
    "ChangeEvidenceRuleForm",
    "ChangeStageForm",
    "ComparisonForm",
    "CopyForm",
    "EditCallForm",
    "EditDocumentForm",
    "EditProgramForm",
    "EditTechnologyForm",
    "EndForm",
    "FollowingRuleForm",
    "NewCallForm",
    "NewDocumentForm",
    "NewProgramForm",
    "NewTechnologyForm",
    "RemoveForm",
    "RuleForm",
]
