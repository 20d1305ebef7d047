import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory, override_settings
from django.urls import include, path
from django.utils import translation

from core.ui import icons, navigation
from core.ui.templatetags import ui
from tests.ui import examples

GALLERY = (Path(__file__).parent / "gallery.html").read_text()


def nothing(request, **kwargs):
    """Stand in for a page."""


urlpatterns = [
    path("", nothing, name="start"),
    path("cases/", nothing, name="cases"),
    path("login/", nothing, name="account_login"),
    path("logout/", nothing, name="account_logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("jobs/", include(([path("<str:public_id>/", nothing, name="detail")], "jobs"))),
    path("methods/", include(([path("", nothing, name="list")], "methods"))),
    path("register/", include(([path("", nothing, name="overview")], "register"))),
    path("verify/", include(([path("", nothing, name="form")], "verify"))),
    path("open-data/", include(([path("", nothing, name="about")], "opendata"))),
    path("api/", include(([path("", nothing, name="guide")], "api"))),
]


@pytest.fixture
def empty_menu(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})


@pytest.fixture
def draw(empty_menu):
    """Return a function that draws a template as a page would."""
    request = RequestFactory().get("/cases/?q=한빛&page=4")
    request.user = SimpleNamespace(is_authenticated=False)

    def drawn(source, language="en", **context):
        with translation.override(language), override_settings(ROOT_URLCONF=__name__):
            return engines["django"].from_string(source).render(context | {"user": request.user}, request)

    return drawn


class Reader(HTMLParser):
    """Collects elements and their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


class TestGallery:
    @pytest.fixture
    def page(self, draw):
        return draw(GALLERY, **examples.context())

    def test_draws_every_component_tag(self):
        tags = set(ui.register.tags) - {"empty", "icon", "widget"}
        missing = {tag for tag in tags if not re.search(rf"{{%\s*{tag}\b", GALLERY)}
        assert not missing
        assert len(tags) >= 20

    def test_escapes_what_people_typed(self, page):
        assert "<b>정밀" not in page
        assert "O&#x27;Neil &amp; &quot;한빛&quot; &lt;b&gt;정밀&lt;/b&gt; 🏭" in page

    def test_has_nothing_a_strict_policy_refuses(self, page):
        found = Reader(page).found
        assert not [
            tag for tag, attrs in found if "style" in attrs or any(name.startswith("on") for name in attrs)
        ]
        assert not [attrs for tag, attrs in found if tag == "script" and "src" not in attrs]
        assert "<style" not in page

    def test_every_reference_to_an_id_leads_somewhere(self, page):
        found = Reader(page).found
        ids = [attrs["id"] for _, attrs in found if "id" in attrs]
        assert len(ids) == len(set(ids))
        for _, attrs in found:
            for name in ("for", "aria-describedby", "aria-controls"):
                assert set((attrs.get(name) or "").split()) <= set(ids), attrs

    def test_a_field_in_error_is_tied_to_its_words(self, page):
        amount = next(
            attrs for tag, attrs in Reader(page).found if tag == "input" and attrs.get("id") == "id_amount"
        )
        assert amount["aria-invalid"] == "true"
        assert "id_amount_error" in amount["aria-describedby"]
        assert amount["value"] == "12.5원"
        assert '<a href="#id_amount">' in page

    def test_korean_and_english_money(self, draw):
        source = "{{ amount|won }} · {{ amount|won_words }}"
        assert draw(source, "ko", amount=980_000_000) == "980,000,000원 · 9.8억원"
        assert draw(source, "en", amount=980_000_000) == "KRW 980,000,000 · KRW 980 m"


class TestStatus:
    def test_shows_words_colour_and_shape(self, draw):
        badge = draw("{% status case %}", case=examples.case("Awarded", "success"))
        assert "Awarded" in badge
        assert "bg-light-success" in badge
        assert "icon-check" in badge

    def test_the_public_wording_for_applicants(self, draw):
        case = examples.case("Assessed", "info", get_public_status_display=lambda: "Under review")
        assert "Under review" in draw("{% status case public=True %}", case=case)
        assert "Assessed" in draw("{% status case %}", case=case)


class TestAction:
    def test_an_unavailable_one_says_why_and_is_no_link(self, draw):
        drawn = draw('{% action "Release" "/x" reason="You assessed it." %}')
        assert "You assessed it." in drawn
        assert "<a" not in drawn


class TestPaginate:
    def test_keeps_the_rest_of_the_address(self, draw):
        drawn = draw("{% paginate page_obj %}", page_obj=examples.context()["page_obj"])
        assert "?q=%ED%95%9C%EB%B9%9B&amp;page=5" in drawn
        assert "page=4&amp;page" not in drawn


class TestProgress:
    def test_asks_again_until_the_job_is_over(self, draw):
        shown = examples.context()
        assert 'hx-get="/jobs/abc123/"' in draw("{% progress job %}", job=shown["job"])
        assert "hx-get" not in draw("{% progress job %}", job=shown["finished"])


class TestNavigation:
    def test_shows_what_the_user_may_see_in_order(self, empty_menu):
        navigation.register(
            label="Cases", url_name="cases", visible=lambda user: True, order=2, count=lambda user: 3
        )
        navigation.register(label="Start", url_name="start", visible=lambda user: True, order=1)
        navigation.register(label="Hidden", url_name="account_login", visible=lambda user: False, order=0)
        with override_settings(ROOT_URLCONF=__name__):
            shown = navigation.entries(user=object(), path="/cases/7/")
        assert [(entry["label"], entry["is_current"], entry["count"]) for entry in shown] == [
            ("Start", False, 0),
            ("Cases", True, 3),
        ]

    @pytest.mark.parametrize(("sees_both", "label"), [(True, "Reports"), (False, "Start")])
    def test_a_group_of_one_bears_its_own_name(self, empty_menu, sees_both, label):
        navigation.register(
            label="Start", url_name="start", visible=lambda user: True, order=1, group="Reports"
        )
        navigation.register(
            label="Cases", url_name="cases", visible=lambda user: sees_both, order=2, group="Reports"
        )
        with override_settings(ROOT_URLCONF=__name__):
            assert [one["label"] for one in navigation.entries(user=object(), path="/")] == [label]

    def test_the_masthead_is_off_unless_the_deployment_may_show_it(self, draw):
        assert "krds-masthead" not in draw('{% extends "base.html" %}')
        with override_settings(OFFICIAL_MASTHEAD=True):
            assert "krds-masthead" in draw('{% extends "base.html" %}')


class TestErrorPages:
    @pytest.mark.parametrize("name", ["400.html", "500.html"])
    def test_stand_without_a_request(self, name):
        assert "<h1>" in engines["django"].get_template(name).render()

    @pytest.mark.parametrize("name", ["403.html", "404.html", "403_csrf.html"])
    def test_say_what_to_do(self, draw, name):
        assert "<h1>" in draw(f'{{% extends "{name}" %}}', exception="You assessed it.")


def test_every_icon_draws():
    assert all("<svg" in icons.icon(name) for name in icons.NAMES)


class TestFieldCell:
    def test_keeps_the_label_of_a_tick_that_draws_its_box(self):
        class Ticked(forms.Form):
            tick = forms.BooleanField(label="돌려보내기")

        drawn = engines["django"].from_string("{% field_cell field %}").render({"field": Ticked()["tick"]})
        assert re.search(r'krds-form-check">\s*<input type="checkbox"[^>]*>\s*<label for="id_tick">', drawn)
        assert '<label class="sr-only"' not in drawn
