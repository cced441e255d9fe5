"""The pages for people, in a browser: they stand alone, lead on, and a chart is drawn as it should be."""

import json
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Site
from tests.forms import example_bytes

pytestmark = pytest.mark.browser
PREFIXES = pytest.mark.parametrize("prefix", ["", "/perf"], scope="module")


@PREFIXES
def test_the_start_page_stands_alone_and_leads_to_the_documentation(site: Site) -> None:
    site.page.goto(f"{site.address}/")
    expect(site.page.locator("h1")).to_contain_text("预算绩效评价评分服务")
    expect(site.page.locator("table").last).to_contain_text("beijing-project-self-evaluation 1.0.0")
    assert {request.resource_type for request in site.requests} == {"document"}
    background = site.page.locator("pre").evaluate("element => getComputedStyle(element).backgroundColor")
    assert background == "rgb(244, 244, 244)", "its own policy lets the style in"
    site.page.locator("a", has_text="/docs").click()
    expect(site.page.locator(".opblock").first).to_be_visible()


@PREFIXES
def test_the_pages_about_problems_stand_alone(site: Site) -> None:
    site.page.goto(f"{site.address}/problems/invalid-request")
    expect(site.page.locator("h1").first).to_have_text("请求内容有误")
    site.page.locator("a", has_text="All problems").click()
    expect(site.page.locator("table")).to_contain_text("malformed-json")
    site.page.locator("a[href$='/not-found']").click()
    expect(site.page.locator("h1").first).to_have_text("未找到")
    assert {request.resource_type for request in site.requests} == {"document"}


@PREFIXES
def test_the_example_forms_can_be_opened(site: Site) -> None:
    site.page.goto(f"{site.address}/")
    site.page.locator("a", has_text="/examples").click()
    site.page.locator("a", has_text="bohu-2022").click()
    expect(site.page.locator("body")).to_contain_text("博湖县医保信息化建设经费项目")


def test_a_chart_is_shown_within_its_frame(site: Site) -> None:
    """Nothing is drawn outside the picture, and no text runs into the next, with the fonts of this machine."""
    port = site.address.rsplit(":", 1)[1]
    sent = Request(
        f"http://127.0.0.1:{port}/v1/evaluations",
        data=example_bytes("beijing-system-maintenance-2024"),
        headers={"Content-Type": "application/json", "X-API-Key": site.key},
    )
    with urlopen(sent, timeout=20) as answer:
        chart = json.load(answer)["links"]["chart"]
    site.page.set_extra_http_headers({"X-API-Key": site.key})
    site.page.goto(f"{site.address}{chart}")
    frame = site.page.locator("svg").bounding_box()
    assert frame is not None
    boxes = [box for text in site.page.locator("text").all() if (box := text.bounding_box()) is not None]
    assert len(boxes) > 50
    for box in boxes:
        assert frame["x"] <= box["x"] <= box["x"] + box["width"] <= frame["x"] + frame["width"]
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            # Boxes of lines below each other overlap by their leading, never by more.
            apart = abs(one["y"] - other["y"]) >= 11
            assert beside or apart
