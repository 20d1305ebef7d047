"""Charts are drawn under the strict Content-Security-Policy, beside tables that say the same without scripts."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.test import Client
from django.urls import reverse

from core.ui import charts
from reporting.dashboards import chain, flow, flow_chart
from reporting.dashboards.queries.chain import whole_tree
from tests.factories.people import MOMENT

WATCH = """() => {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (e) => window.violations.push(e.violatedDirective));
}"""


class Visit:
    """One person's page in a real browser, and everything it complained about."""

    def __init__(self, browser, server, user=None, javascript=True, width=1280):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="ko-KR", java_script_enabled=javascript
        )
        self.server, self.complaints = server, []
        if user:
            client = Client()
            client.force_login(user)
            self.context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}]
            )
        self.page = self.context.new_page()
        if javascript:
            self.page.add_init_script(f"({WATCH})()")
            self.page.on(
                "console", lambda m: m.type in ("error", "warning") and self.complaints.append(m.text)
            )
            self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path, drawn=1):
        answer = self.page.goto(self.server.url + path)
        assert answer.ok
        if drawn:
            self.page.wait_for_function(f"document.querySelectorAll('figure[data-drawn]').length >= {drawn}")
            self.page.wait_for_timeout(600)
        return self.page

    def problems(self):
        return self.complaints + self.page.evaluate("window.violations")


@pytest.fixture
def visit(browser, live_server, request):
    opened = []

    def one(name=None, **how):
        opened.append(Visit(browser, live_server, request.getfixturevalue(name) if name else None, **how))
        return opened[-1]

    yield one
    for each in opened:
        each.context.close()


def chain_address(consortium):
    return reverse("dashboards:chain", args=[consortium.public_id])


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
class TestInTheBrowser:
    @pytest.mark.parametrize("width", [1280, 390])
    def test_the_sankey_is_drawn_without_a_violation(self, visit, four_tiers, width):
        at = visit("officer", width=width)
        page = at.open(chain_address(four_tiers))
        canvas = page.locator("#flow canvas")
        assert canvas.is_visible()
        assert not page.locator("#flow-drawing").is_visible()
        box = page.locator("#flow .chart-canvas").bounding_box()
        page.mouse.move(box["x"] + 8, box["y"] + 100)
        page.wait_for_timeout(300)
        assert at.problems() == []

    def test_a_click_on_the_money_opens_the_grant_it_goes_to(self, visit, four_tiers):
        page = visit("officer").open(chain_address(four_tiers))
        page.locator("#flow canvas").first.click(position={"x": 150, "y": 120})
        page.wait_for_url(re.compile("/grants/"))

    def test_the_programmes_charts_are_drawn_without_a_violation(self, visit, running):
        at = visit("officer", width=390)
        at.open(running.program.get_absolute_url(), drawn=2)
        assert at.problems() == []
        page = at.open(
            reverse("dashboards:breakdown", args=[running.program.public_id, "technology"]), drawn=3
        )
        assert page.locator("figure[data-chart] canvas").count() == 3
        assert at.problems() == []

    def test_a_slash_goes_to_the_search(self, visit, running):
        page = visit("officer").open("/", drawn=0)
        page.keyboard.press("/")
        page.keyboard.type("한빛")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/search/"))
        assert "한빛정밀" in page.locator("main").inner_text()

    def test_without_scripts_the_drawing_and_the_table_stay(self, visit, running):
        page = visit("officer", javascript=False).open(chain_address(running), drawn=0)
        assert page.locator("svg.flow").is_visible()
        assert not page.locator("#flow canvas").count()
        assert "120,000,000원" in page.locator("#table").inner_text()


class TestHashedFiles:
    def test_the_bundle_keeps_its_name_inside_pages_of_the_manifest(self, tmp_path):
        storage = ManifestStaticFilesStorage(location=tmp_path)
        from django.contrib.staticfiles import finders

        for name in ("vendor/echarts/echarts.min.js", "js/charts.js"):
            with open(finders.find(name), "rb") as file:
                from django.core.files import File

                storage.save(name, File(file))
        made = list(
            storage.post_process({n: (storage, n) for n in ("vendor/echarts/echarts.min.js", "js/charts.js")})
        )
        assert [str(problem) for *_, problem in made if isinstance(problem, Exception)] == []
        assert re.search(
            r"echarts\.min\.[0-9a-f]{12}\.js$", storage.url("vendor/echarts/echarts.min.js", force=True)
        )

    def test_charts_write_no_style_and_no_markup(self):
        from django.contrib.staticfiles import finders

        text = Path(finders.find("js/charts.js")).read_text()
        assert "innerHTML" not in text
        assert 'renderMode: "richText"' in text


@pytest.mark.django_db
class TestStreams:
    def test_follow_the_regrant_to_the_last_tier(self, four_tiers):
        found = flow.streams(whole_tree(four_tiers))
        assert [(s.source.name if s.source else None, s.target.name, s.agreed) for s in found] == [
            (None, "한빛정밀", 500_000_000),
            ("한빛정밀", "가온열처리", 250_000_000),
            ("가온열처리", "삼원금형", 120_000_000),
            ("삼원금형", "사계절도금 '주식회사'", 50_000_000),
        ]

    def test_each_won_of_an_indirect_chain_counts_once(self, four_tiers):
        top = whole_tree(four_tiers)
        assert chain.awarded_won(top) == 500_000_000
        assert sum(amount for _label, amount, _tone in chain.parts(top)) == 500_000_000

    def test_contributions_stand_apart(self, running):
        top = whole_tree(running)
        assert [(s.target.name, s.agreed, s.done) for s in flow.streams(top)] == [
            ("한빛정밀", 120_000_000, 80_000_000),
            ("가온열처리", 30_000_000, 25_000_000),
        ]
        assert chain.awarded_won(top) == 120_000_000

    def test_whoever_sees_its_own_part_gets_the_stream_that_reaches_it(self, client, four_tiers, tier2_rep):
        client.force_login(tier2_rep)
        page = client.get(chain_address(four_tiers))
        links = page.context["sankey"].data["links"]
        names = {node["id"]: node["label"] for node in page.context["sankey"].data["nodes"]}
        assert names[links[0]["source"]] == "한빛정밀"
        assert links[0]["value"] == 250_000_000
        assert "500,000,000" not in page.content.decode()

    def test_a_suspended_grant_shows_in_words_and_tone(self, four_tiers):
        nodes = flow_chart.sankey(whole_tree(four_tiers)).data["nodes"]
        last = nodes[-1]
        assert last["tone"] == "suspended"
        assert "5,000만원" in last["text"]
        assert len(last["role"].split(" · ")) == 3

    def test_names_cannot_break_out_of_the_page(self, client, four_tiers, officer, tier1):
        type(tier1).objects.filter(pk=tier1.pk).update(name="</script><b>한빛\n{정}|밀😀")
        client.force_login(officer)
        text = client.get(chain_address(four_tiers)).content.decode()
        assert "</script><b>" not in text
        data = json.loads(re.search(r'<script type="application/json">(.+?)</script>', text, re.S)[1])
        assert data["nodes"][1]["label"].startswith("</script><b>한빛")

    def test_the_drawing_has_every_bar_once(self, four_tiers):
        picture = flow.draw(whole_tree(four_tiers))
        assert len(picture.bars) == 4
        assert len({(bar.x, bar.y) for bar in picture.bars}) == 4
        assert MOMENT


class TestData:
    def test_refuses_a_unit_the_script_does_not_know(self):
        with pytest.raises(ValueError, match="furlong"):
            charts.bars("x", [], [], "furlong")

    def test_keeps_words_and_addresses_beside_the_numbers(self):
        shown = charts.bars(
            "예산", ["가"], [charts.Series("집행", "success", [charts.Point(5, "5원", "/x/")])], "won"
        )
        assert shown.data["series"] == [
            {"name": "집행", "tone": "success", "values": [5], "texts": ["5원"], "hrefs": ["/x/"]}
        ]
