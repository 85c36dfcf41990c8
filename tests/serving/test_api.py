"""The HTTP API: every address with good and bad input, and one shape for every error."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from starlette.testclient import TestClient

from index.store import IndexStore
from service.api import Service, create_api
from service.assistant import Assistant
from service.guarding_headers import GUARDING_HEADERS
from service.live import LiveIndex
from service.middleware import MAX_BODY_BYTES
from service.workers import Workers

QUESTION = {"question": "What did Iran commit to on enrichment?"}
DOCUMENT = "000_fb6ee328d3cdc5f1.txt"


def error_of(response: Any) -> dict[str, str]:
    """Return the error of a response, holding it against the one shape."""
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "remedy"}
    assert all(isinstance(value, str) and value for value in body["error"].values())
    assert response.headers["content-type"] == "application/json"
    return body["error"]  # type: ignore[no-any-return]


def test_asking_returns_the_answer_object_of_the_command_line(
    client: TestClient, corpus_store: IndexStore, encoder: Any
) -> None:
    with corpus_store.open() as index:
        expected = Assistant(index, encoder).ask(QUESTION["question"]).to_mapping()

    found = client.post("/api/ask", json=QUESTION).json()

    del found["timings_ms"], expected["timings_ms"]
    assert found == json.loads(json.dumps(expected))


def test_history_is_taken_and_documents_restrict(client: TestClient) -> None:
    history = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]

    answered = client.post("/api/ask", json={**QUESTION, "history": history})
    nowhere = client.post("/api/ask", json={**QUESTION, "documents": ["none.txt"]})

    assert answered.json()["outcome"] == "answered"
    assert nowhere.status_code == 404
    assert error_of(nowhere)["code"] == "document_unknown"


def test_a_question_about_the_documents_is_answered_from_their_records(
    client: TestClient,
) -> None:
    answer = client.post("/api/ask", json={"question": "Who wrote the Oman article?"}).json()

    assert (answer["kind"], answer["outcome"]) == ("sources", "answered")
    (cited,) = answer["citations"]
    assert (cited["document_id"], cited["field"], cited["quote"]) == (DOCUMENT, "author", None)
    assert (cited["start"], cited["end"]) == (None, None)
    assert client.get(cited["url"].replace("/documents/", "/api/documents/")).status_code == 200


def test_searching_returns_passages_with_their_ranks(client: TestClient) -> None:
    found = client.post("/api/search", json={"query": "military hotline", "limit": 3}).json()

    assert [passage["rank"] for passage in found["passages"]] == [1, 2, 3]
    first = found["passages"][0]
    assert "hotline" in first["text"]
    assert first["dense_rank"] == 1
    assert first["lexical_rank"] == 1
    assert first["section"][-1] == "2. Regional Security and Proxy Conflicts"


def test_documents_are_listed_and_shown_with_spans_that_hold(client: TestClient) -> None:
    records = client.get("/api/documents").json()["documents"]
    shown = client.get(f"/api/documents/{records[0]['id']}").json()

    assert [record["id"] for record in records] == [DOCUMENT]
    assert records[0]["published"] is None
    assert records[0]["passages"] > 10
    assert shown["record"] == records[0]
    assert len(shown["outline"]) == 12
    for heading in shown["outline"]:
        assert shown["text"][heading["start"] : heading["end"]] == heading["title"]


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "alive"}
    ready = client.get("/ready").json()
    assert ready["documents"] == 1
    assert len(ready["index_version"]) == 16


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nowhere", None, 404, "not_found"),
        ("GET", "/api/documents/none.txt", None, 404, "document_unknown"),
        ("GET", "/api/documents/..%2f..%2fetc%2fpasswd", None, 404, "document_unknown"),
        ("GET", "/api/ask", None, 405, "method_not_allowed"),
        ("DELETE", "/health", None, 405, "method_not_allowed"),
        ("POST", "/api/ask", b"{not json", 422, "request_invalid"),
        ("POST", "/api/ask", b"\xff\xfe", 422, "request_invalid"),
        ("POST", "/api/ask", b"{}", 422, "request_invalid"),
        ("POST", "/api/ask", b'{"question": ""}', 422, "request_invalid"),
        ("POST", "/api/ask", b'{"question": "  "}', 422, "question_rejected"),
        ("POST", "/api/ask", b'{"question": 7}', 422, "request_invalid"),
        ("POST", "/api/ask", b'{"question": "x", "colour": 1}', 422, "request_invalid"),
        ("POST", "/api/ask", b'{"question": "x", "history": [{"role": "god"}]}', 422,
         "request_invalid"),
        ("POST", "/api/search", b'{"query": "x", "limit": 0}', 422, "request_invalid"),
        ("POST", "/api/search", b'{"query": "x", "limit": 99999}', 422, "request_invalid"),
        ("POST", "/api/ask", b'{"question": "' + b"x" * 3000 + b'"}', 422, "request_invalid"),
        ("POST", "/api/ask", b" " * (MAX_BODY_BYTES + 1), 413, "request_too_large"),
    ],
)  # fmt: skip
def test_bad_requests_get_their_error_in_the_one_shape(
    client: TestClient, method: str, path: str, body: bytes | None, status: int, code: str
) -> None:
    response = client.request(
        method, path, content=body, headers={"content-type": "application/json"}
    )

    assert response.status_code == status
    assert error_of(response)["code"] == code


def test_a_body_that_grows_past_the_limit_is_refused_without_a_declared_length(
    client: TestClient,
) -> None:
    chunk = b" " * 100_000
    endless = (chunk for _ in range(MAX_BODY_BYTES // len(chunk) + 2))

    response = client.post("/api/ask", content=endless)

    assert response.status_code == 413
    assert error_of(response)["code"] == "request_too_large"


@pytest.mark.parametrize("path", ["/health", "/api/documents", "/nowhere", "/api/ask"])
def test_every_response_carries_the_headers_that_guard_a_browser(
    client: TestClient, path: str
) -> None:
    headers = client.get(path).headers

    for name, value in GUARDING_HEADERS.items():
        assert headers[name] == value
    assert "unsafe-inline" not in headers["content-security-policy"]


def test_without_an_index_the_service_lives_and_says_what_to_do(tmp_path: Path) -> None:
    app = create_api(Service(LiveIndex(IndexStore(tmp_path / "none")), Workers()))

    with TestClient(app) as client:
        assert client.get("/health").status_code == 200
        for response in (client.get("/ready"), client.post("/api/ask", json=QUESTION)):
            assert response.status_code == 503
            assert int(response.headers["retry-after"]) > 0
            assert "muscat index build" in error_of(response)["remedy"]


def test_a_full_queue_turns_away_at_once_with_a_time_to_return(corpus_store: IndexStore) -> None:
    workers = Workers(threads=1, waiting=0)
    busy, go_on = threading.Event(), threading.Event()

    def block() -> None:
        busy.set()
        go_on.wait(30)

    app = create_api(Service(LiveIndex(corpus_store), workers))
    with TestClient(app) as client:
        assert client.portal is not None
        blocking = client.portal.start_task_soon(workers.run, block)
        busy.wait(30)
        turned_away = client.post("/api/ask", json=QUESTION)
        alive = client.get("/health")
        go_on.set()
        blocking.result(30)
        answered = client.post("/api/ask", json=QUESTION)

    assert turned_away.status_code == 503
    assert error_of(turned_away)["code"] == "overloaded"
    assert int(turned_away.headers["retry-after"]) > 0
    assert alive.status_code == 200
    assert answered.status_code == 200


def test_the_api_describes_itself_with_examples_and_errors(client: TestClient) -> None:
    described = client.get("/openapi.json").json()

    paths = described["paths"]
    assert {"/api/ask", "/api/search", "/api/documents", "/health", "/ready"} <= set(paths)
    ask = paths["/api/ask"]["post"]
    assert ask["description"]
    assert {"200", "413", "422", "503", "504"} <= set(ask["responses"])
    examples = described["components"]["schemas"]["AskRequest"]["properties"]["question"]
    assert examples["examples"] == [QUESTION["question"]]


def test_whatever_a_schema_driven_fuzzer_sends_nothing_breaks(client: TestClient) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app)
    broken: list[str] = []
    statuses: list[int] = []

    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def send(case: Any) -> None:
            response = case.call()
            statuses.append(response.status_code)
            if response.status_code >= 500:
                broken.append(f"{case.method} {case.path}: {response.status_code}")

        send()

    assert len(statuses) >= 30
    assert not broken


def test_what_nobody_foresaw_is_told_by_an_id_and_still_guards_the_browser(
    corpus_store: IndexStore, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_api(Service(LiveIndex(corpus_store), Workers()))

    @app.get("/broken")
    async def broken() -> None:
        raise KeyError("secret detail")

    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/broken")

    assert response.status_code == 500
    error = error_of(response)
    assert error["code"] == "internal"
    assert "secret" not in response.text
    assert error["message"].split()[-1] in caplog.text
    for name, value in GUARDING_HEADERS.items():
        assert response.headers[name] == value
