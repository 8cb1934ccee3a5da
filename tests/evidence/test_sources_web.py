"""Asking a service: every way it can go wrong is one sentence, in bounded time."""

import threading
import time

import pytest

from evidence.sources import clinicaltrials, crossref, pubmed, web
from evidence.sources.records import SourceError
from tests.services import Says, Services, article, registered, running, says_json, says_xml, work

DOI, PMID, NCT = "10.1002/art.37734", "23359310", "NCT00568555"
LIMITS = web.Limits(wait=1.5, body=200_000)
IMPATIENT = web.Limits(silence=0.4, whole=0.8)
"""For answers that never come whole: others must have time on a busy machine."""
FETCHES = {
    "crossref": (crossref, DOI, f"/works/{DOI}", says_json(work())),
    "pubmed": (pubmed, PMID, "/efetch.fcgi", says_xml(article())),
    "clinicaltrials": (clinicaltrials, NCT, f"/studies/{NCT}", says_json(registered())),
}


@pytest.fixture
def services():
    with running() as local:
        yield local


@pytest.fixture(params=FETCHES)
def client(request, services):
    """Each client in turn: ask it, after saying what its service answers."""
    module, number, path, good = FETCHES[request.param]

    class Client:
        name = module.NAME
        good_answer = good

        def ask(self, *answers: Says, limits: web.Limits = LIMITS):
            services.on(path, *answers)
            return module.fetch(service(services, module.NAME, limits=limits), number)

        def refusal(self, *answers: Says, limits: web.Limits = LIMITS) -> str:
            with pytest.raises(SourceError) as refused:
                self.ask(*answers, limits=limits)
            assert self.name in str(refused.value)
            assert str(refused.value).endswith(".")
            return str(refused.value)

    return Client()


def service(services: Services, name: str = "Crossref", **more) -> web.Service:
    return web.Service(name=name, base=services.base, **{"gap": 0, "limits": LIMITS} | more)


def test_a_good_answer_is_a_record(client):
    assert "naltrexone" in client.ask(client.good_answer).title.lower()


def test_a_number_that_is_not_there_is_said(client):
    assert "has no " in client.refusal(Says(b"Resource not found.", status=404, content_type="text/plain"))


def test_a_broken_service_is_said_not_to_answer(client):
    assert "is not answering" in client.refusal(Says(b"oops", status=500))
    assert "is not answering" in client.refusal(Says(b"oops", status=502))
    assert "is not answering" in client.refusal(Says(b"down", status=503))


def test_a_service_that_nobody_serves_is_said_not_to_answer():
    with pytest.raises(SourceError, match="is not answering"):
        crossref.fetch(web.Service(name="Crossref", base="http://127.0.0.1:9", gap=0, limits=LIMITS), DOI)


def test_a_refusal_and_an_unknown_status_are_said(client):
    assert "refuses" in client.refusal(Says(status=403))
    assert "status 418" in client.refusal(Says(status=418))


def test_a_service_that_asks_for_a_moment_gets_it_and_is_asked_once_more(client, services):
    record = client.ask(Says(status=429, headers={"Retry-After": "1"}), client.good_answer)
    assert record.title
    assert services.asked[1].at - services.asked[0].at >= 1


def test_a_service_that_asks_for_long_is_left_alone_by_everybody(client, services):
    assert "in 10 minutes" in client.refusal(Says(status=429, headers={"Retry-After": "600"}))
    assert "slow down" in client.refusal(client.good_answer)
    assert len(services.asked) == 1


@pytest.mark.parametrize("header", ["soon", "9" * 5000, "Wed, 99 Foo 2999"])
def test_a_wish_that_says_nothing_is_a_short_one(header, client, services):
    assert client.ask(Says(status=429, headers={"Retry-After": header}), client.good_answer).title


def test_a_service_that_keeps_asking_for_a_moment_is_not_asked_for_ever(client, services):
    assert "slow down" in client.refusal(Says(status=429, headers={"Retry-After": "0"}))
    assert len(services.asked) == 2


def test_silence_ends(client):
    silent = Says(write=lambda out: time.sleep(3), content_type=client.good_answer.content_type)
    assert "is not answering" in client.refusal(silent, limits=IMPATIENT)


def drip(out):
    for _ in range(100):
        out.write(b" ")
        out.flush()
        time.sleep(0.1)


def test_an_answer_that_drips_ends(client):
    slow = Says(write=drip, content_type=client.good_answer.content_type)
    assert "is not answering" in client.refusal(slow, limits=IMPATIENT)


def test_an_answer_without_end_is_not_read_to_its_end(client):
    def pour(out):
        for _ in range(10_000):
            out.write(b" " * 100_000)

    assert "far more than a record" in client.refusal(Says(write=pour, content_type=client.good_answer.content_type))


def test_an_answer_that_breaks_off_is_said_to(client):
    good = client.good_answer
    cut = Says(good.body[:300], content_type=good.content_type, length=len(good.body))
    assert "broke off" in client.refusal(cut)


def test_an_answer_that_ends_early_without_a_length_is_not_taken_for_whole(client):
    good = client.good_answer
    cut = Says(write=lambda out: out.write(good.body[:300]), content_type=good.content_type)
    assert "can’t read" in client.refusal(cut)


def test_another_type_of_content_is_not_read(client):
    good = client.good_answer
    assert "can’t read" in client.refusal(Says(good.body, content_type="text/html; charset=utf-8"))
    assert "can’t read" in client.refusal(Says(good.body, content_type=""))


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b"<html>", b"\xff\xfe\x00", b"[" * 100_000, b"9" * 5000])
def test_what_is_no_record_is_not_taken_for_one(body, client):
    assert client.refusal(Says(body, content_type=client.good_answer.content_type))


def test_a_redirect_is_followed_on_the_same_host_alone(client, services):
    services.on("/moved", client.good_answer)
    assert client.ask(Says(status=301, headers={"Location": "/moved"})).title
    assert "another address" in client.refusal(Says(status=301, headers={"Location": "http://127.0.0.1:9/elsewhere"}))
    assert "from one address to the next" in client.refusal(
        Says(status=302, headers={"Location": services.asked[0].path})
    )


def test_requests_to_a_host_keep_their_distance_across_threads(services, monkeypatch):
    waited: list[float] = []
    monkeypatch.setattr(web, "_pace", web.Pace(clock=lambda: 1000.0))
    monkeypatch.setattr(web, "_sleep", waited.append)
    services.on(f"/works/{DOI}", says_json(work()))
    paced = service(services, gap=0.25)
    threads = [threading.Thread(target=crossref.fetch, args=(paced, DOI)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waited) == [0, 0.25, 0.5, 0.75]
    assert len(services.asked) == 4


def test_each_service_is_told_how_to_reach_us_where_there_is_an_address(services):
    services.on(f"/works/{DOI}", says_json(work()))
    services.on("/efetch.fcgi", says_xml(article()))
    crossref.fetch(service(services, contact="editors@example.org"), DOI)
    pubmed.fetch(service(services, "PubMed", contact="editors@example.org"), PMID)
    crossref.fetch(service(services), DOI)
    pubmed.fetch(service(services, "PubMed"), PMID)
    named, named_too, unnamed, unnamed_too = services.asked
    assert "mailto:editors@example.org" in named.agent
    assert (named_too.query["tool"], named_too.query["email"]) == ("rose", "editors@example.org")
    assert "mailto" not in unnamed.agent
    assert "email" not in unnamed_too.query
