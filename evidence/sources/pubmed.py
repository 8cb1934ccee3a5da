"""PubMed, by NCBI's E-utilities: efetch.fcgi?db=pubmed&retmode=xml, https://www.ncbi.nlm.nih.gov/books/NBK25499/.

NCBI asks for the name of the tool and an e-mail address, and for three requests a second at most without a key.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Final

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from evidence.sources import csl
from evidence.sources.records import RETRACTIONS, Record, SourceError, Update, author, clean, plausible_year, year_in
from evidence.sources.web import Service, get, unreadable

NAME: Final = "PubMed"
TOOL: Final = "rose"
RETRACTED: Final = "Retracted Publication"
NOTICES: Final = {
    "RetractionIn": "retraction",
    "PartialRetractionIn": "partial_retraction",
    "ExpressionOfConcernIn": "expression_of_concern",
    "ErratumIn": "erratum",
    "CorrectedandRepublishedIn": "corrected_and_republished",
    "UpdateIn": "new_version",
}
"""PubMed's links to notices about a publication, by the names that Crossref gives the same."""


def fetch(service: Service, pmid: str) -> Record:
    """What PubMed holds under a number."""
    query = {"db": "pubmed", "id": pmid, "retmode": "xml", "tool": TOOL}
    if service.contact:
        query["email"] = service.contact
    answer = get(service, "/efetch.fcgi", query, {"text/xml", "application/xml"})
    nothing = SourceError(f"PubMed has no record number {pmid}. Check the number.")
    if answer.status != 200:
        raise nothing
    root = _parse(service, answer.body)
    article = root.find("PubmedArticle")
    if root.tag != "PubmedArticleSet":
        raise unreadable(service)
    if article is None and root.find("PubmedBookArticle") is not None:
        raise SourceError(f"PubMed’s {pmid} is a book or a chapter, not an article. Fill in the form by hand.")
    if article is None:
        raise nothing
    found = record(article)
    if found.pmid != pmid:
        raise SourceError(f"Asked for {pmid}, PubMed answered with {found.pmid or 'a record without a number'}.")
    if not found.title:
        raise SourceError(f"PubMed’s record {pmid} has no title. Fill in the form by hand.")
    return found


def _parse(service: Service, body: bytes) -> ElementTree.Element:
    """The XML, unless it declares entities of its own: those can name files, or grow without end."""
    try:
        root: ElementTree.Element = defusedxml.ElementTree.fromstring(body)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise unreadable(service) from error
    return root


def record(article: ElementTree.Element) -> Record:
    """One PubmedArticle."""
    kinds = tuple(filter(None, (_text(kind) for kind in article.iterfind(".//PublicationTypeList/PublicationType"))))
    updates = tuple(_updates(article))
    retracted = RETRACTED in kinds or any(update.kind in RETRACTIONS for update in updates)
    issue = "MedlineCitation/Article/Journal/JournalIssue"
    return Record(
        source=NAME,
        title=_title(article),
        authors=tuple(filter(None, map(_author, article.iterfind("MedlineCitation/Article/AuthorList/Author")))),
        journal=_at(article, "MedlineCitation/MedlineJournalInfo/MedlineTA")
        or _at(article, "MedlineCitation/Article/Journal/Title"),
        year=plausible_year(_at(article, f"{issue}/PubDate/Year"))
        or year_in(_at(article, f"{issue}/PubDate/MedlineDate")),
        volume=_at(article, f"{issue}/Volume"),
        issue=_at(article, f"{issue}/Issue"),
        pages=_at(article, "MedlineCitation/Article/Pagination/MedlinePgn"),
        doi=_doi(article),
        pmid=csl.digits(_at(article, "MedlineCitation/PMID")),
        registration=", ".join(dict.fromkeys(_registrations(article))),
        kinds=kinds,
        retracted=retracted,
        updates=updates,
    )


def _text(element: ElementTree.Element | None) -> str:
    return clean("".join(element.itertext())) if element is not None else ""


def _at(article: ElementTree.Element, path: str) -> str:
    return _text(article.find(path))


def _title(article: ElementTree.Element) -> str:
    """The title without the full stop that PubMed ends it with; where it has none of ours, the journal's own."""
    title = _at(article, "MedlineCitation/Article/ArticleTitle") or _at(
        article, "MedlineCitation/Article/VernacularTitle"
    )
    return title if title.endswith("..") else title.removesuffix(".")


def _author(person: ElementTree.Element) -> str:
    if surname := _at(person, "LastName"):
        name = (
            f"{surname} {_at(person, 'Initials')}"
            if _at(person, "Initials")
            else author(surname, _at(person, "ForeName"))
        )
        return " ".join(filter(None, [name, _at(person, "Suffix")]))
    return _at(person, "CollectiveName")


def _doi(article: ElementTree.Element) -> str:
    """The article's own DOI: those of its references stand elsewhere in the record."""
    given = [
        *article.iterfind("MedlineCitation/Article/ELocationID[@EIdType='doi']"),
        *article.iterfind("PubmedData/ArticleIdList/ArticleId[@IdType='doi']"),
    ]
    return next(filter(None, (csl.doi(_text(element)) for element in given)), "")


def _registrations(article: ElementTree.Element) -> Iterator[str]:
    for bank in article.iterfind("MedlineCitation/Article/DataBankList/DataBank"):
        if _at(bank, "DataBankName") in REGISTRIES:
            yield from filter(None, map(_text, bank.iterfind("AccessionNumberList/AccessionNumber")))


REGISTRIES: Final = {
    *(
        "ClinicalTrials.gov",
        "ISRCTN",
        "EudraCT",
        "ANZCTR",
        "ChiCTR",
        "CTRI",
        "DRKS",
        "IRCT",
        "JapicCTI",
        "JMACCT",
        "jRCT",
    ),
    *("KCT", "CRiS", "NTR", "PACTR", "ReBec", "RPCEC", "SLCTR", "TCTR", "UMIN-CTR", "UMIN CTR", "PROSPERO"),
}
"""Of the data banks that PubMed names, those that register trials and reviews; others hold genes and proteins."""


def _updates(article: ElementTree.Element) -> Iterator[Update]:
    for notice in article.iterfind("MedlineCitation/CommentsCorrectionsList/CommentsCorrections"):
        kind = NOTICES.get(notice.get("RefType", ""))
        if kind:
            said = _at(notice, "RefSource")
            year = year_in(said)
            yield Update(kind=kind, date=str(year) if year else "", doi=_doi_in(said), told_by=NAME)


def _doi_in(reference: str) -> str:
    """The DOI at the end of a reference such as "Lancet. 2010 Feb 6;375(9713):445. doi: 10.1016/…"."""
    _, found, after = reference.partition("doi:")
    return csl.doi(after.strip().split(" ")[0].rstrip(".")) if found else ""
