"""The pages in a real browser, Debian's chromium, against a real service."""

import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
PHONE = {"width": 360, "height": 740}
QUESTION = "What did Iran commit to on enrichment?"
QUOTE = "Iran’s commitment to halt enrichment beyond 3.67% uranium for 12 months."
LISTED = "What are the next steps?"
ABSTAINED = "Who led the delegations?"
VIOLATION = (
    "document.addEventListener('securitypolicyviolation',"
    " event => console.error('violation of ' + event.violatedDirective))"
)
# Text whose contrast with what lies behind it is below 4.5, as lines.
FAINT = """() => {
  const parts = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const shine = ([r, g, b]) => [r, g, b]
    .map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, place) => sum + value * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.body.querySelectorAll("*")]
    .filter(element => element.checkVisibility() && [...element.childNodes]
      .some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
    .map(element => {
      const pair = [parts(getComputedStyle(element).color), behind(element)].map(shine);
      const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
      return [ratio, `${ratio.toFixed(2)} ${element.outerHTML.slice(0, 80)}`];
    })
    .filter(([ratio]) => ratio < 4.5)
    .map(([, line]) => line);
}"""

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for this module, with a fresh folder for its user."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium to test with: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open a page as a new visitor; what it complains of or fetches elsewhere fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(address: str, expected: str = "$^", **options: Any) -> Page:
        """``expected``: pattern of complaints that the test brings about itself."""
        options.setdefault("viewport", {"width": 1280, "height": 860})
        context = browser.new_context(reduced_motion="reduce", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.add_init_script(VIOLATION)
        page = context.new_page()
        host = re.match(r"http://[^/]+", address)
        assert host is not None

        def complain(text: str) -> None:
            if not re.search(expected, text):
                complaints.append(text)

        def request_made(request: Any) -> None:
            if not request.url.startswith(host.group()):
                complain(f"request to {request.url}")

        page.on("request", request_made)
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("dialog", lambda dialog: complain(dialog.message))
        page.on(
            "console",
            lambda message: complain(message.text) if message.type != "info" else None,
        )
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            page.evaluate("0")  # what the page still had to say has arrived
            assert page.evaluate("window.ran === undefined")
        context.close()
    assert not complaints


def ask(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("article.turn .asked").last).to_have_text(question)
    expect(page.locator(".pending")).to_have_count(0)


def marked(page: Page) -> str:
    """The text of all highlighted runs, unseen white space between them included."""
    page.locator("mark").first.wait_for(state="attached")
    return "".join(page.locator("mark").evaluate_all("marks => marks.map(m => m.textContent)"))


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_ask_read_and_check_a_quotation(visit: Visit, address: str) -> None:
    page = visit(address)
    ask(page, QUESTION)

    assert page.locator("blockquote").text_content() == QUOTE
    expect(page.locator(".stance")).to_have_text("on the table, not settled")
    expect(page.locator("#status")).to_contain_text(QUOTE)

    page.locator("a.chip").click()
    expect(page.locator("mark#quote")).to_be_focused()
    assert marked(page) == QUOTE
    expect(page.locator("mark#quote")).to_be_in_viewport()
    expect(page.locator("blockquote")).to_be_in_viewport()
    expect(page.locator(".where")).to_contain_text("Nuclear Program and Sanctions Relief")
    expect(page.locator(".where")).to_contain_text("undated")

    page.locator(".panel-close").click()
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("a.chip")).to_be_focused()


def test_every_citation_of_a_list_opens_its_own_quotation(visit: Visit, address: str) -> None:
    page = visit(address)
    ask(page, LISTED)
    figures = page.locator("figure.quote")

    assert figures.count() == 5
    for figure in figures.all():
        figure.locator("a.chip").click()
        expect(figure.locator("a.chip")).to_have_attribute("aria-current", "true")
        expect(page.locator("mark#quote")).to_be_focused()
        assert marked(page) == figure.locator("blockquote").text_content()


def test_a_second_question_joins_the_conversation(visit: Visit, address: str) -> None:
    page = visit(address)
    ask(page, QUESTION)
    ask(page, ABSTAINED)
    last = page.locator("article.turn").last

    expect(page.locator("article.turn")).to_have_count(2)
    expect(last.locator(".asked")).to_be_in_viewport()
    expect(last.locator(".verdict")).to_contain_text("The documents do not answer this")
    expect(last.locator(".missing")).to_contain_text("a person's name")
    assert last.locator("blockquote").count() == 0

    last.locator(".nearest a").first.click()
    expect(page.locator("mark#quote")).to_be_focused()
    assert marked(page) == last.locator(".nearest q").first.text_content()

    page.reload()
    expect(page.locator("article.turn .asked")).to_have_text([QUESTION, ABSTAINED])
    expect(page.locator("article.turn .asked").last).to_be_in_viewport()


def test_a_follow_up_shows_how_it_was_asked(visit: Visit, address: str) -> None:
    page = visit(address)
    ask(page, QUESTION)
    ask(page, "for how long?")
    last = page.locator("article.turn").last

    expect(last.locator(".asked")).to_have_text("for how long?")
    expect(last.locator(".asked-as")).to_have_text(
        f"Asked as: for how long? (about: {QUESTION.rstrip('?')})"
    )
    expect(page.locator("article.turn").first.locator(".asked-as")).to_have_count(0)

    page.reload()
    expect(last.locator(".asked-as")).to_contain_text("(about: ")


def test_what_is_covered_can_be_asked_by_a_click(visit: Visit, address: str) -> None:
    page = visit(address)
    page.locator(".topics a").first.click()
    expect(page.locator("article.answered .asked")).to_contain_text("Why Oman?")
    ask(page, ABSTAINED)
    page.locator(".covered a").nth(1).click()

    expect(page.locator("article.turn")).to_have_count(3)
    expect(page.locator("article.turn").last).to_have_class("turn answered")


def test_the_same_without_scripts(visit: Visit, address: str) -> None:
    page = visit(address, java_script_enabled=False, viewport=PHONE)
    page.locator("#question").fill(QUESTION)
    page.locator("button.go").click()
    page.locator("#question").fill(ABSTAINED)
    page.locator("button.go").click()

    expect(page.locator(".asked")).to_have_text([QUESTION, ABSTAINED])
    expect(page.locator(".asked").last).to_be_in_viewport()
    expect(page.locator(".verdict")).to_contain_text("The documents do not answer this")
    expect(page.locator("[data-copy]").first).to_be_hidden()

    quote = page.locator("blockquote").text_content()
    page.locator("a.chip").first.click()
    expect(page.locator("mark")).to_be_in_viewport()
    assert page.locator("mark").all_text_contents() == [quote]
    page.get_by_role("link", name="Ask a question").click()
    page.locator(".topics a").first.click()
    expect(page.locator("article.answered")).to_have_count(1)


def focus_by_tab(page: Page, selector: str, key: str) -> None:
    for _ in range(40):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{key} does not lead to {selector}")


def test_by_keyboard_alone(visit: Visit, address: str) -> None:
    page = visit(address)
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("one line")
    page.keyboard.press("Shift+Enter")
    assert page.locator("#question").input_value() == "one line\n"
    page.keyboard.press("Control+A")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator("article.answered").wait_for()

    focus_by_tab(page, "a.chip", "Shift+Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("mark#quote")).to_be_focused()
    assert marked(page) == QUOTE
    page.keyboard.press("Escape")
    expect(page.locator("a.chip")).to_be_focused()
    expect(page.locator("#panel")).to_be_hidden()

    focus_by_tab(page, "#question", "Tab")
    page.keyboard.type(ABSTAINED)
    focus_by_tab(page, "button.go", "Tab")
    page.keyboard.press("Enter")
    page.locator("article.abstained").wait_for()
    focus_by_tab(page, "a.skip", "Shift+Tab")
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()


def test_on_a_phone_nothing_scrolls_sideways(visit: Visit, address: str) -> None:
    page = visit(address, viewport=PHONE, has_touch=True)
    assert fits(page)
    ask(page, QUESTION)
    assert fits(page)

    page.locator("a.chip").click()
    expect(page.locator("mark#quote")).to_be_focused()
    assert fits(page)
    chip, panel = page.locator("a.chip").bounding_box(), page.locator("#panel").bounding_box()
    assert chip is not None
    assert panel is not None
    assert 0 <= chip["y"] < chip["y"] + chip["height"] <= panel["y"]
    expect(page.locator("mark#quote")).to_be_in_viewport()

    page.locator(".panel-close").click()
    ask(page, ABSTAINED)
    assert fits(page)
    page.goto(f"{address}/documents/000_fb6ee328d3cdc5f1.txt?start=1512&end=1584#quote")
    assert fits(page)
    assert marked(page) == QUOTE


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(visit: Visit, address: str, scheme: str) -> None:
    page = visit(address, color_scheme=scheme)
    assert not page.evaluate(FAINT)
    ask(page, LISTED)
    ask(page, "How did oil prices react?")
    ask(page, ABSTAINED)
    page.locator("a.chip").first.click()
    expect(page.locator("mark#quote")).to_be_focused()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert not page.evaluate(FAINT)
    assert (max(map(int, re.findall(r"\d+", ground))) < 60) is (scheme == "dark")


def test_a_long_wait_is_shown_and_can_be_stopped(visit: Visit, address: str) -> None:
    page = visit(address)
    held: list[Route] = []
    page.route("**/fragments/turn", lambda route: held.append(route))
    page.locator("#question").fill(QUESTION)
    page.keyboard.press("Enter")

    expect(page.get_by_text("Reading the documents", exact=True)).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".pending")).to_have_count(0)
    expect(page.locator("#question")).to_have_value(QUESTION)

    page.unroute("**/fragments/turn")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("article.answered")).to_have_count(1)
    assert held


def test_a_failure_says_what_to_do_and_the_question_can_be_asked_again(
    visit: Visit, address: str
) -> None:
    page = visit(address, expected="Failed to load resource")
    ask(page, QUESTION)
    page.route("**/fragments/turn", lambda route: route.abort())
    page.locator("#question").fill(LISTED)
    page.keyboard.press("Enter")

    expect(page.locator("article.failure")).to_contain_text("Muscat cannot be reached.")
    expect(page.locator("article.failure")).to_contain_text("muscat serve")
    page.unroute("**/fragments/turn")
    page.locator(".retry").click()
    expect(page.locator("article.answered")).to_have_count(2)
    expect(page.locator("article.failure")).to_have_count(0)

    page.locator("#question").evaluate("field => field.removeAttribute('maxlength')")
    page.locator("#question").fill("why " * 600)
    page.keyboard.press("Enter")
    expect(page.locator("article.failure")).to_contain_text("one to 2,000 characters")


def test_an_answer_can_be_copied_with_its_sources(visit: Visit, address: str) -> None:
    page = visit(address, permissions=["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.get_by_role("button", name="Copy with sources").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")

    assert f"“{QUOTE}” [1] (on the table, not settled)" in copied
    assert "000_fb6ee328d3cdc5f1.txt, characters 1,512–1,584" in copied


@pytest.mark.parametrize("scripts", [True, False])
def test_a_hostile_corpus_runs_nothing_and_fetches_nothing(
    visit: Visit, hostile_address: str, scripts: bool
) -> None:
    page = visit(hostile_address, java_script_enabled=scripts, viewport=PHONE)
    assert fits(page)
    for question in (
        "What did the harbour pilots demand?",
        "When did the harbour talks end?",
        "Who owns the lighthouse? <img src=x onerror='window.ran = 1'>",
    ):
        page.locator("#question").fill(question)
        page.locator("button.go").click()
        expect(page.locator(".asked").last).to_have_text(question)
        expect(page.locator(".pending")).to_have_count(0)
        assert fits(page)

    for link in page.locator("a.chip, .nearest a").all() if scripts else []:
        quote = link.evaluate(
            "link => (link.querySelector('q')"
            " ?? link.closest('figure').querySelector('blockquote')).textContent"
        )
        link.evaluate("link => link.click()")
        expect(link).to_have_attribute("aria-current", "true")
        assert marked(page) == quote
        assert fits(page)
    page.goto(f"{hostile_address}/")
    page.locator(".shelf a").first.click()
    expect(page.locator("article.text")).to_contain_text("<script>window.ran = 1</script>")
    assert page.title().startswith("</title><script>")
    assert fits(page)
