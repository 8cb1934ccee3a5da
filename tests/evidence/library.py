"""The library's studies as plain data, read from their files: what formatters are tried on."""

from typing import Any

import yaml

from tests.fixtures import ROOT

STUDIES: dict[str, dict[str, Any]] = {
    path.stem: yaml.load(path.read_text(), Loader=yaml.CSafeLoader)  # a sixth of the time that yaml.safe_load takes
    for path in sorted((ROOT / "library" / "studies").glob("*.yaml"))
}

HOSTILE = [
    "\r\nER  - \r\nTY  - JOUR\r\nTI  - another",
    "\n@article{other,\n  title = {another}}\n",
    "ER  - ",
    "}",
    "{",
    "\\",
    "\\input{/etc/passwd}",
    "$x_1^2$ 100% & #1 ~",
    "<script>alert(1)</script>",
    "\"quoted\", ''single'' and ``backquoted``",
    "--- a -- b ?` !`",
    "\u202eturned\u202c",
    "\u05d0\u200f",
    "\x00\x07\x1b[31m\x85\u2028\u2029",
    " and ",
    "…",
]
"""What a title could hold: marks that end a record, an entry, a field or an element, and characters nobody sees."""
