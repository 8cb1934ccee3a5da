"""Imports run one way: topics, evidence, search, editorial, rose; and no files import each other in a circle."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ["topics", "evidence", "search", "editorial", "rose"]


def sources() -> dict[str, Path]:
    """Every module of the house by its dotted name, migrations left out: they name apps as text."""
    found = {}
    for app in HOUSE:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imports(path: Path, names: set[str]) -> set[str]:
    """The modules of the house that a file imports, wherever in the file it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return {name for name in found if name in names}


SOURCES = sources()


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_lower_app_never_imports_a_higher_one(name):
    floor = HOUSE.index(name.split(".")[0])
    for imported in imports(SOURCES[name], set(SOURCES)):
        assert HOUSE.index(imported.split(".")[0]) <= floor, f"{name} imports {imported}"


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_no_file_imports_relatively(name):
    tree = ast.parse(SOURCES[name].read_text())
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]


def test_no_files_import_each_other_in_a_circle():
    graph = {name: imports(path, set(SOURCES)) - {name} for name, path in SOURCES.items()}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " imports ".join((*way[way.index(name) :], name))
        if name not in done:
            for imported in graph[name]:
                visit(imported, (*way, name))
            done.add(name)

    for name in graph:
        visit(name, ())


PURE = ["evidence.agreement", "evidence.citations", "evidence.effects", "evidence.grading", "evidence.hints"]
PURE += ["evidence.measures", "evidence.wording"]
PURE += ["evidence.effect_claims", "evidence.effect_words", "evidence.prose", "evidence.sentences"]
PURE += ["evidence.exports", "evidence.map"]
PURE += ["evidence.fhir.behind", "evidence.fhir.bundle", "evidence.fhir.graded", "evidence.fhir.parts"]
PURE += ["evidence.figures.forest", "evidence.figures.paths", "evidence.figures.text", "evidence.figures.thousand"]
PURE += ["evidence.opendata.columns", "evidence.opendata.files"]
PURE += [f"evidence.sources.{name}" for name in ("records", "identifiers", "web", "csl", "files")]
PURE += [f"evidence.sources.{name}" for name in ("crossref", "pubmed", "clinicaltrials")]
PURE += [
    f"editorial.library_checks.{name}"
    for name in """addresses called claims complete faults folder jargon links names numbers reading registry retracted
    same_number seen sourced style texts""".split()
]
PURE += ["editorial.moments", "editorial.outside.personal"]
PURE += ["editorial.overview.csv_cells", "editorial.versions.differences"]
PURE += ["topics.due", "topics.glance", "topics.marks", "topics.terms"]
PURE += [f"search.{name}" for name in "denials extracts growth hints lists matching".split()]
PURE += [f"search.{name}" for name in "names spelling understanding words".split()]


@pytest.mark.parametrize("name", PURE)
def test_pure_rules_know_no_django(name):
    text = SOURCES[name].read_text()
    assert "django" not in text.lower().replace("mypy", "")
    assert not {imported for imported in imports(SOURCES[name], set(SOURCES)) if imported.endswith("models")}
