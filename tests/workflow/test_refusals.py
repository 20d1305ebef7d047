"""Refusals speak to the person who asked."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import InvalidTransition, Refusal


class TestRefusal:
    def test_fills_in_the_figures(self):
        assert str(Refusal(_("%(left)s of %(all)s"), left=3, all=7)) == "3 of 7"

    def test_leaves_percent_signs_alone_when_there_are_no_figures(self):
        assert str(Refusal("100 % is too much")) == "100 % is too much"

    def test_names_the_field_to_look_at(self):
        assert Refusal("x", field="amount").field == "amount"

    def test_speaks_the_language_of_whoever_reads_it(self):
        refusal = InvalidTransition(now="A", since="B", who="C")

        with translation.override("ko"):
            korean = str(refusal)
        with translation.override("en"):
            english = str(refusal)
        assert korean != english or "A" in korean
