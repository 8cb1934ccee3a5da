"""What the resources are made of: the published assessment, and FHIR's small types."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

Plain = Mapping[str, Any]
Resource = dict[str, Any]

CONTROLS: Final = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
"""Characters that FHIR allows in no text."""

VARIABLE_ROLE: Final = "http://terminology.hl7.org/CodeSystem/variable-role"
WOMEN: Final = "women in or after the menopause transition"
CITED: Final = re.compile(r"@([a-z0-9-]+)")
"""A study named in a text, as in [@younger-2013]."""


@dataclass(frozen=True)
class Published:
    """What is known of one published assessment. Addresses are whole; `published_at` is an ISO 8601 time with its zone.

    `card` is what readers see of it (evidence.presenters.assessment_card); `study_keys` the address of the table whose
    keys name studies in texts.
    """

    assessment: Plain
    card: Plain
    studies: Mapping[str, Plain]
    retracted: Collection[str]
    edition: int
    published_at: str
    signed_off_by: Sequence[Plain]
    url: str
    page_url: str
    study_keys: str
    licence: str
    licence_name: str

    @property
    def behind(self) -> list[str]:
        """Keys of the studies that it rests on."""
        return [study["key"] for study in self.card["study_list"]]

    @property
    def cited(self) -> list[str]:
        """Keys of the other studies that its texts name."""
        named = set(CITED.findall(json.dumps(self.assessment)))
        return sorted((named & self.studies.keys()) - set(self.behind))

    @property
    def findings(self) -> list[tuple[str, Plain]]:
        """The findings it rests on, each with its study's key."""
        found = []
        for name in self.assessment.get("findings", []):
            study, _, key = name.partition("/")
            matching = [f for f in self.studies.get(study, {}).get("findings", []) if f["key"] == key]
            found += [(study, finding) for finding in matching]
        return found

    @property
    def signed_off_on(self) -> str | None:
        return max((person["date"] for person in self.signed_off_by), default=None)

    def id(self, part: str) -> str:
        """The same for the same part of the same assessment, whatever the edition."""
        return str(uuid5(NAMESPACE_URL, f"{self.url}#{part}"))

    def reference(self, part: str) -> dict[str, str]:
        return {"reference": f"urn:uuid:{self.id(part)}"}


def given(**fields: Any) -> Resource:
    """Only what there is: FHIR knows no empty values. Characters that it forbids are left out of texts."""
    tidy = {name: _tidy(value) for name, value in fields.items()}
    return {name: value for name, value in tidy.items() if value not in (None, "", [], {})}


def _tidy(value: Any) -> Any:
    return value.translate(CONTROLS).strip() if isinstance(value, str) else value


def concept(text: str = "", *codings: tuple[str, str]) -> Resource:
    """A CodeableConcept: its words, and its codes as (system, code)."""
    return given(coding=[{"system": system, "code": code} for system, code in codings], text=text)


def notes(*texts: str) -> list[Resource]:
    return [note for text in texts if (note := given(text=text))]


def role_code(code: str) -> Resource:
    return concept("", (VARIABLE_ROLE, code))


def variable(role: str, name: str, detail: str = "") -> Resource:
    description = f"{name} ({detail})" if detail else name
    return given(description=description, variableRole=role_code(role), observed=given(display=name))


def compared(comparator: str) -> list[Resource]:
    return [variable("referenceExposure", comparator)] if comparator else []
