"""Pages as a browser without scripts gets them."""

import re
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx2
import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from index.encoding import Encoder
from index.pipeline import index_corpus
from index.store import IndexStore

DOCUMENTS = Path(__file__).resolve().parents[2] / "corpus" / "documents"
DOCUMENT = "/documents/000_fb6ee328d3cdc5f1.txt"
ANSWERED = "What are the next steps?"
ABSTAINED = "Who led the delegations?"
PARTIAL = "When do the IAEA inspections start?"
HOSTILE_QUESTIONS = (
    "What did the harbour pilots demand?",
    "When did the harbour talks end?",
    "What is the harbour fee for a trawler?",
    "Who owns the lighthouse? <script>window.ran = 1</script>",
)
PROGRAM = {"Accept": "*/*"}


def parse(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def asked(client: httpx2.Client, question: str) -> LexborHTMLParser:
    return parse(client.get("/", params={"q": question}).text)


def text_of(page: LexborHTMLParser, selector: str) -> str:
    return "".join(node.text(deep=True) for node in page.css(selector))


def links(page: LexborHTMLParser, selector: str = "a") -> list[str]:
    return [node.attributes["href"] or "" for node in page.css(selector)]


def test_the_first_page_offers_only_questions_that_their_section_answers(
    client: TestClient,
) -> None:
    offered = parse(client.get("/").text).css(".topics a")

    assert [topic.text() for topic in offered][:3] == [
        "Why Oman?",
        "What Was on the Table?",
        "What Comes Next?",
    ]
    assert len(offered) == 6
    for topic in offered:
        page = parse(client.get(topic.attributes["href"] or "").text)
        assert page.css_first("article.answered")
        assert topic.text() in page.css_first(".sources li").text()


def test_an_answer_from_a_record_leads_to_its_document(client: TestClient) -> None:
    page = asked(client, "Who wrote the article?")

    assert "Author: unknown" in " ".join(text_of(page, ".records").split())
    assert links(page, ".records a.chip") == links(page, ".sources a") == [DOCUMENT]
    assert "From the records" in text_of(page, ".confidence summary")
    facts = text_of(parse(client.get(DOCUMENT).text), ".facts")
    assert "Authorunknown" in facts.replace(" ", "")


def test_what_is_no_question_gets_offers_that_lead_to_answers(client: TestClient) -> None:
    page = asked(client, "hello there")

    assert "No question for the documents" in text_of(page, ".verdict h3")
    assert "Nothing was looked up" in text_of(page, ".confidence summary")
    assert not page.css(".nearest, .sources, blockquote")
    offers = links(page, ".covered .topics a")
    assert offers
    assert parse(client.get(offers[0]).text).css_first("article.answered")


def test_a_topic_leads_on_to_sections_with_more(client: TestClient) -> None:
    page = asked(client, "summarise the article")

    assert len(page.css("blockquote")) == 6
    target = links(page, ".more a")[0]
    assert parse(client.get(target.partition("#")[0]).text).css_first("mark")


def test_an_answer_quotes_with_stance_source_and_confidence_in_words(client: TestClient) -> None:
    page = asked(client, ANSWERED)

    assert len(page.css("blockquote")) == len(page.css("a.chip")) == len(page.css(".sources li"))
    assert "planned" in text_of(page, ".stance")
    assert "undated" in text_of(page, ".sources")
    assert "000_fb6ee328d3cdc5f1.txt, characters" in text_of(page, ".sources")
    assert "an answer" in text_of(page, ".confidence summary")
    assert "A source carries no date" in text_of(page, ".warnings")
    assert not page.css_first(".verdict")


def test_an_abstention_says_what_is_missing_what_is_near_and_what_is_covered(
    client: TestClient,
) -> None:
    page = asked(client, ABSTAINED)

    assert page.css_first("article.abstained")
    assert "The documents do not answer this" in text_of(page, ".verdict")
    assert "a person's name" in text_of(page, ".missing")
    assert 1 <= len(page.css(".nearest li")) <= 3
    assert page.css(".covered a")
    assert not page.css("blockquote")


def test_a_partial_answer_is_marked_as_one(client: TestClient) -> None:
    page = asked(client, PARTIAL)

    assert page.css_first("article.partial")
    assert page.css("blockquote")
    assert "This may not answer you" in text_of(page, ".verdict")


def test_a_question_that_was_mended_is_shown_as_it_was_asked(client: TestClient) -> None:
    page = asked(client, "What did Iran commit to on enrichmnt?")

    assert "Asked as: What did Iran commit to on enrichment?" in text_of(page, ".asked-as")


@pytest.mark.parametrize("question", [ANSWERED, ABSTAINED, PARTIAL])
def test_every_link_of_a_page_leads_somewhere(client: TestClient, question: str) -> None:
    page = asked(client, question)
    assets = [node.attributes["href"] or "" for node in page.css("link")]
    assets += [node.attributes["src"] or "" for node in page.css("script")]

    for address in {*links(page), *assets}:
        assert address.startswith(("/", "#")), address
        if address.startswith("/"):
            assert client.get(address).status_code == 200, address
        else:
            assert page.css_first(address), address


def test_every_quotation_is_what_its_link_highlights(client: TestClient) -> None:
    for question in (ANSWERED, ABSTAINED, PARTIAL, "Why Oman?"):
        page = asked(client, question)
        shown = [node.text(deep=True) for node in page.css("blockquote, .nearest q")]
        followed = links(page, ".nearest a, figcaption a")

        for address in followed:
            assert address.endswith("#quote")
            assert text_of(parse(client.get(address).text), "mark") in shown
        assert len(followed) == len(shown) > 0


def test_a_conversation_travels_with_the_form(client: TestClient) -> None:
    first = client.post("/", data={"question": ANSWERED})
    earlier = [node.attributes["value"] for node in parse(first.text).css("[name=earlier]")]
    second = client.post("/", data={"earlier": earlier, "question": ABSTAINED})
    page = parse(second.text)

    assert earlier == [ANSWERED]
    assert [node.text() for node in page.css(".asked")][:2] == [ANSWERED, ABSTAINED]
    assert text_of(page, "#newest + article .asked") == ABSTAINED
    assert second.text == client.post("/", data={"earlier": earlier, "question": ABSTAINED}).text


def test_only_the_last_ten_questions_travel_along(client: TestClient) -> None:
    earlier = [f"What was on the table in round {number}?" for number in range(14)]
    page = parse(client.post("/", data={"earlier": earlier, "question": "Why Oman?"}).text)
    carried = [node.attributes["value"] for node in page.css("[name=earlier]")]

    assert carried == [*earlier[-9:], "Why Oman?"]
    assert len(page.css("#conversation article")) == 11


def test_a_script_gets_the_turn_that_the_page_shows(client: TestClient) -> None:
    fragment = client.post("/fragments/turn", data={"question": ANSWERED}).text
    page = client.get("/", params={"q": ANSWERED}).text

    assert parse(fragment).css_first("article").html == parse(page).css_first("article").html


@pytest.mark.parametrize("question", ["", "  \r\n ", "why " * 600])
def test_a_question_that_cannot_be_asked_is_given_back(client: TestClient, question: str) -> None:
    response = client.post("/", data={"earlier": "Why Oman?", "question": question})
    page = parse(response.text)

    assert response.status_code == 422
    assert "Ask a question of one to 2,000 characters." in text_of(page, "section.failure")
    assert page.css_first("textarea").text().strip() == question.strip()
    assert text_of(page, "#conversation .asked") == "Why Oman?"


def test_a_form_that_no_page_sends_is_refused_politely(client: TestClient) -> None:
    many = client.post("/", content="a=1&" * 500)
    strange = client.post("/", content=b"\xff\xfe question=%ff%00&&==")

    assert many.status_code == 422
    assert "too many fields" in text_of(parse(many.text), "main")
    assert strange.status_code == 422


def test_when_the_queue_is_full_the_page_keeps_the_question(busy_client: TestClient) -> None:
    response = busy_client.post("/", data={"earlier": "Why Oman?", "question": ANSWERED})
    page = parse(response.text)

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert page.css_first("textarea").text() == ANSWERED
    assert page.css_first(".go").text() == "Ask again"
    assert [node.attributes["value"] for node in page.css("[name=earlier]")] == ["Why Oman?"]


def test_a_document_is_shown_whole_with_what_is_known_and_not_known(client: TestClient) -> None:
    page = parse(client.get(DOCUMENT).text)
    text = (DOCUMENTS / Path(DOCUMENT).name).read_text(encoding="utf-8")

    assert text_of(page, "h1, .text").split() == text.split()
    facts = [" ".join(node.text(separator=" ").split()) for node in page.css(".facts div")]
    assert "Date undated" in facts
    assert "Publisher unknown" in facts
    assert len(page.css(".outline a")) == 12
    assert all(page.css_first(address) for address in links(page, ".outline a"))
    assert not page.css("mark")


def test_a_span_may_cross_headings_and_lists(client: TestClient) -> None:
    text = (DOCUMENTS / Path(DOCUMENT).name).read_text(encoding="utf-8")
    page = parse(client.get(f"{DOCUMENT}?start=1400&end=1900").text)

    assert text_of(page, "mark") == text[1400:1900]
    assert len(page.css("mark")) > 3
    assert len(page.css("mark#quote")) == 1
    assert "What Was on the Table?" in text_of(page, ".where")
    assert "undated" in text_of(page, ".where")


@pytest.mark.parametrize(
    "span",
    [
        "start=9&end=2",
        "start=5&end=5",
        "start=-1&end=4",
        "start=0&end=999999999",
        "start=x&end=9",
        "start=1",
        "start=1&end=²",
        "start=1.5&end=3",
        "start=" + "9" * 5000 + "&end=1",
        "start=0&end=5&text=000000000000",
    ],
)
def test_a_span_that_makes_no_sense_gives_the_document_and_a_notice(
    client: TestClient, span: str
) -> None:
    response = client.get(f"{DOCUMENT}?{span}")
    page = parse(response.text)

    assert response.status_code == 200
    assert not page.css("mark")
    assert page.css_first(".notice")
    assert page.css(".text p")


@pytest.mark.parametrize("address", ["/documents/none.txt", "/documents/../../etc/passwd", "/no"])
def test_what_is_not_there_is_a_page_for_people_and_an_object_for_programs(
    client: TestClient, address: str
) -> None:
    person = client.get(address)
    program = client.get(address, headers=PROGRAM)

    assert person.status_code == program.status_code == 404
    assert "text/html" in person.headers["content-type"]
    assert links(parse(person.text), "main a") == ["/"]
    assert set(program.json()["error"]) == {"code", "message", "remedy"}


@pytest.mark.parametrize(
    "address", ["/api/none", "/api/documents/none.txt", "/fragments/documents/none.txt"]
)
def test_the_api_answers_programs_even_in_a_browser(client: TestClient, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert response.json()["error"]["message"]


def test_a_page_can_be_looked_for_without_being_read(client: TestClient) -> None:
    for address in ("/", DOCUMENT):
        response = client.head(address)

        assert response.status_code == 200
        assert not response.content


def test_a_method_that_is_not_taken_says_which_are(client: TestClient) -> None:
    response = client.delete(DOCUMENT)

    assert response.status_code == 405
    assert "GET" in response.headers["allow"]
    assert "text/html" in response.headers["content-type"]


@pytest.mark.parametrize("address", ["/", f"{DOCUMENT}?start=1&end=9", "/no", "/static/chat.js"])
def test_nothing_may_run_inline_or_come_from_elsewhere(client: TestClient, address: str) -> None:
    response = client.get(address)
    policy = response.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["cache-control"] == "no-cache" or response.status_code == 404
    if "html" in response.headers["content-type"]:
        page = parse(response.text)
        assert all(node.attributes.get("src") for node in page.css("script"))
        assert not page.css("style, [style], iframe, object, embed, base")


def test_before_there_is_an_index_the_page_names_the_command(empty_client: TestClient) -> None:
    response = empty_client.get("/")
    page = parse(response.text)

    assert response.status_code == empty_client.get("/ready").status_code == 503
    assert text_of(page, ".command").strip() == "muscat index build --corpus 'my notes'"
    assert not page.css("form")
    assert page.css_first("noscript")
    assert empty_client.get(DOCUMENT).status_code == 503
    assert empty_client.post("/fragments/turn", data={"question": "Why?"}).status_code == 503


def test_the_page_comes_alive_when_an_index_appears(
    empty_client: TestClient, empty_store: IndexStore, encoder: Encoder, article_folder: Path
) -> None:
    index_corpus(article_folder, empty_store, encoder)
    deadline = time.monotonic() + 20
    while empty_client.get("/ready").status_code != 200 and time.monotonic() < deadline:
        pass

    assert parse(empty_client.get("/").text).css_first("form")


def hostile_pages(client: httpx2.Client) -> dict[str, LexborHTMLParser]:
    """Every kind of page over the hostile corpus, by address."""
    found = {"/": parse(client.get("/").text)}
    for question in HOSTILE_QUESTIONS:
        found[question] = asked(client, question)
    for page in list(found.values()):
        for address in links(page, "a[href^='/documents/']"):
            found[address] = parse(client.get(address).text)
            fragment = client.get(f"/fragments{address}").text
            found[f"/fragments{address}"] = parse(fragment)
    found["/?404"] = parse(client.get("/documents/<script>window.ran = 1</script>").text)
    return found


def test_nothing_of_a_hostile_corpus_becomes_markup(hostile_client: httpx2.Client) -> None:
    pages = hostile_pages(hostile_client)

    assert sum(address.startswith("/documents/") for address in pages) >= 4
    for address, page in pages.items():
        assert not page.css("img, i, b, iframe"), address
        for node in page.css("*"):
            names = node.attributes.keys()
            assert not [name for name in names if name.startswith("on")], address
        for node in page.css("script"):
            assert (node.attributes["src"] or "").startswith("/static/"), address
        for link in links(page):
            assert link.startswith(("/", "#")), address
        assert "49" not in text_of(page, "body").replace("349", ""), address


def test_a_hostile_title_name_and_heading_are_shown_as_text(
    hostile_client: httpx2.Client, hostile_text: str
) -> None:
    address = links(parse(hostile_client.get("/").text), ".shelf a")[0]
    page = parse(hostile_client.get(address).text)

    assert unquote(urlsplit(address).path).startswith("/documents/a</script>x<b onmouseover")
    assert "</title><script>window.ran = 1</script><img" in page.css_first("title").text()
    assert "javascript:window.ran=1" in text_of(page, ".facts")
    assert "6 February 2026" in text_of(page, ".facts")
    assert "<script>window.ran = 1</script> end" in text_of(page, "h1")
    for line in hostile_text.splitlines():
        assert re.sub(r"^- ", "", line) in text_of(page, "h1, .text"), line


def test_a_quotation_of_a_hostile_corpus_is_what_its_link_highlights(
    hostile_client: httpx2.Client,
) -> None:
    compared = 0
    for question in HOSTILE_QUESTIONS:
        page = asked(hostile_client, question)
        shown = [node.text(deep=True) for node in page.css("blockquote, .nearest q")]
        for address in links(page, "a.chip, .nearest a"):
            marked = text_of(parse(hostile_client.get(address).text), "mark")
            assert marked in shown
            compared += 1
    assert compared >= 3
