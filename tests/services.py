"""Outside services as they answer by their own documentation, on this machine: each test says what they answer."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    path: str
    query: dict[str, str]
    agent: str
    at: float


@dataclass(frozen=True)
class Says:
    """One answer: status, type and body; `length` where the header promises another than is sent."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    write: Callable[[Any], None] | None = None
    """Writes the body by itself: slowly, or without end."""


def says_json(data: Any, **more: Any) -> Says:
    return Says(json.dumps(data).encode(), **more)


def says_xml(text: str, **more: Any) -> Says:
    return Says(text.encode(), content_type="text/xml; charset=UTF-8", **more)


class Services:
    """A local server whose answers a test lays out: by path, one after the other, the last for ever."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Says]] = {}
        self.asked: list[Asked] = []
        self.base = ""

    def on(self, path: str, *answers: Says) -> None:
        self.answers[path] = list(answers)

    def answer(self, asked: Asked) -> Says:
        self.asked.append(asked)
        found = self.answers.get(asked.path)
        if not found:
            return Says(b"Resource not found.", status=404, content_type="text/plain")
        return found.pop(0) if len(found) > 1 else found[0]


@contextlib.contextmanager
def running() -> Iterator[Services]:
    services = Services()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            agent = self.headers.get("User-Agent", "")
            says = services.answer(Asked(unquote(parts.path), query, agent, time.monotonic()))
            self.send_response(says.status)
            self.send_header("Content-Type", says.content_type)
            if not says.write:
                self.send_header("Content-Length", str(len(says.body) if says.length is None else says.length))
            for name, value in says.headers.items():
                self.send_header(name, value)
            self.close_connection = True
            self.send_header("Connection", "close")
            self.end_headers()
            with contextlib.suppress(OSError):
                if says.write:
                    says.write(self.wfile)
                self.wfile.write(says.body)

        def log_message(self, *args: Any) -> None:
            """Tests say what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    services.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()


WORK: dict[str, Any] = {
    "DOI": "10.1002/art.37734",
    "type": "journal-article",
    "title": ["Low-dose naltrexone for the treatment of fibromyalgia: findings of a <i>small</i> trial &amp; more"],
    "author": [
        {"given": "Jarred", "family": "Younger", "sequence": "first", "affiliation": []},
        {"given": "Noorulain A.", "family": "Noor", "sequence": "additional", "affiliation": []},
        {"name": "The Naltrexone Group", "sequence": "additional", "affiliation": []},
    ],
    "container-title": ["Arthritis &amp; Rheumatism"],
    "published-print": {"date-parts": [[2013, 2]]},
    "issued": {"date-parts": [[2012, 12, 28]]},
    "volume": "65",
    "issue": "2",
    "page": "529-538",
    "clinical-trial-number": [{"clinical-trial-number": "nct00568555", "registry": "10.18810/clinical-trials-gov"}],
}


def work(**changes: Any) -> dict[str, Any]:
    """Crossref's answer about one publication; a change to None leaves the field out."""
    message = {name: value for name, value in (WORK | changes).items() if value is not None}
    return {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": message}


ARTICLE = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">23359310</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Internet"><Volume>65</Volume><Issue>2</Issue>
<PubDate><Year>2013</Year><Month>Feb</Month></PubDate></JournalIssue><Title>Arthritis and rheumatism</Title></Journal>
<ArticleTitle>Low-dose naltrexone for the treatment of <i>fibromyalgia</i>.</ArticleTitle>
<Pagination><StartPage>529</StartPage><EndPage>538</EndPage><MedlinePgn>529-38</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.1002/art.37734</ELocationID><AuthorList CompleteYN="Y">
<Author ValidYN="Y"><LastName>Younger</LastName><ForeName>Jarred</ForeName><Initials>J</Initials></Author>
<Author ValidYN="Y"><LastName>Noor</LastName><ForeName>Noor</ForeName><Initials>N</Initials><Suffix>Jr</Suffix></Author>
<Author ValidYN="Y"><CollectiveName>Naltrexone Group</CollectiveName></Author></AuthorList>
<DataBankList CompleteYN="Y"><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
<AccessionNumber>NCT00568555</AccessionNumber></AccessionNumberList></DataBank>
<DataBank><DataBankName>GENBANK</DataBankName><AccessionNumberList>
<AccessionNumber>AB123456</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
<PublicationType UI="D016449">Randomized Controlled Trial</PublicationType>EXTRA_TYPE</PublicationTypeList></Article>
<MedlineJournalInfo><MedlineTA>Arthritis Rheum</MedlineTA></MedlineJournalInfo>NOTICES</MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">23359310</ArticleId>
<ArticleId IdType="doi">10.1002/art.37734</ArticleId></ArticleIdList><ReferenceList><Reference>
<ArticleIdList><ArticleId IdType="doi">10.9999/another</ArticleId></ArticleIdList></Reference></ReferenceList>
</PubmedData></PubmedArticle></PubmedArticleSet>"""


def article(extra_type: str = "", notices: str = "") -> str:
    """PubMed's answer about one publication."""
    return ARTICLE.replace("EXTRA_TYPE", extra_type).replace("NOTICES", notices)


def registered(**modules: Any) -> dict[str, Any]:
    """ClinicalTrials.gov's answer about one trial."""
    section = {
        "identificationModule": {
            "nctId": "NCT00568555",
            "briefTitle": "Effects of Low Dose Naltrexone in Fibromyalgia",
            "officialTitle": "The Effects of Low Dose Naltrexone on Pain in Fibromyalgia",
        },
        "statusModule": {
            "overallStatus": "ACTIVE_NOT_RECRUITING",
            "startDateStruct": {"date": "2007-06", "type": "ACTUAL"},
            "completionDateStruct": {"date": "2010-01-31", "type": "ACTUAL"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Stanford University", "class": "OTHER"}},
        "conditionsModule": {"conditions": ["Fibromyalgia", "Gulf War Syndrome"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE2", "PHASE3"],
            "enrollmentInfo": {"count": 53, "type": "ACTUAL"},
        },
    }
    return {"protocolSection": section | modules, "hasResults": False}
