"""What a command hears from a running system, and how it says what went wrong."""

from collections.abc import Callable

import httpx
import pytest

from services.local.site import Site, SiteError, site

Answer = Callable[[httpx.Request], httpx.Response]


def a_site(answer: Answer) -> Site:
    return Site(httpx.AsyncClient(base_url="http://site.example", transport=httpx.MockTransport(answer)))


async def test_a_file_is_sent_as_it_is() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"accepted": True})

    assert await a_site(answer).import_file("people", b"a,b\r\n", accept_valid=True) == {"accepted": True}
    (request,) = asked
    assert (request.method, str(request.url)) == (
        "POST",
        "http://site.example/api/v1/people?accept_valid=true",
    )
    assert (request.content, request.headers["content-type"]) == (b"a,b\r\n", "text/csv")


async def test_refused_rows_are_an_answer_and_no_error() -> None:
    refused = {"accepted": False, "refused": [{"line": 2, "reason": "no such role"}]}

    running = a_site(lambda _: httpx.Response(422, json=refused))

    assert await running.import_file("people", b"", accept_valid=False) == refused


async def test_a_key_that_makes_a_repeat_harmless_is_sent_only_when_given() -> None:
    keys: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers.get("idempotency-key"))
        return httpx.Response(201, json={"reference": "x"})

    running = a_site(answer)
    await running.publish(b"{}")
    await running.publish(b"{}", key="sample-x")
    assert keys == [None, "sample-x"]


async def test_a_list_is_read_to_its_end() -> None:
    ours = [{"line": number} for number in range(3)]
    pages = {None: (ours[:2], "2"), "2": (ours[2:], "3"), "3": ([], None)}
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url.query, "ascii"))
        items, following = pages[request.url.params.get("after")]
        return httpx.Response(200, json={"items": items, "next": following})

    assert await a_site(answer).all_of("/api/v1/people", role="specialist") == ours
    assert asked == [f"limit=1000&role=specialist{more}" for more in ("", "&after=2", "&after=3")]


async def test_a_refusal_is_told_with_every_fault() -> None:
    problem = {
        "title": "It cannot be issued",
        "detail": "Mend it.",
        "errors": ["title: too long", "lead: no"],
    }

    with pytest.raises(SiteError) as refused:
        await a_site(lambda _: httpx.Response(422, json=problem)).publish(b"{}")

    assert str(refused.value) == "It cannot be issued\nMend it.\n- title: too long\n- lead: no"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(502, text="<html>"), "502 Bad Gateway"),
        (httpx.Response(500, json=["what"]), "500 Internal Server Error"),
        (httpx.Response(404, json={}), "Not Found"),
    ],
)
async def test_a_refusal_in_a_form_that_is_not_ours_is_told_by_its_status(
    answer: httpx.Response, words: str
) -> None:
    with pytest.raises(SiteError) as refused:
        await a_site(lambda _: answer).publish(b"{}")

    assert str(refused.value) == words


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>Another site</html>"),
        httpx.Response(200, json=[]),
        httpx.Response(301, headers={"location": "https://site.example/"}),
    ],
)
async def test_an_answer_of_something_else_is_told_as_that(answer: httpx.Response) -> None:
    with pytest.raises(SiteError, match=r"http://site\.example answers, but not as .*--site"):
        await a_site(lambda _: answer).publish(b"{}")


async def test_nobody_listening_is_told_with_the_way_out() -> None:
    async with site("http://127.0.0.1:1", "key") as running:
        with pytest.raises(
            SiteError,
            match=r"http://127\.0\.0\.1:1 cannot be reached \(ConnectError\).*--site or CASCADE_SITE",
        ):
            await running.all_of("/api/v1/people")


@pytest.mark.parametrize("address", ["", "site.example", "ftp://site.example", "http://[", "http://a b/"])
async def test_what_is_no_address_is_told_as_that(address: str) -> None:
    with pytest.raises(SiteError):
        async with site(address, "key") as running:
            await running.publish(b"{}")


async def test_without_a_key_none_is_sent() -> None:
    async with site("http://site.example", "") as running:
        assert "authorization" not in running.client.headers


async def test_the_key_goes_with_every_request() -> None:
    async with site("http://site.example", "a-key") as running:
        assert running.client.headers["authorization"] == "Bearer a-key"
