"""Every copy of the sample memos says the same quotations, names, numbers and headings."""

import re
from pathlib import Path

import pytest

from canary.files.documents import parse
from canary.workflows.plan import make_plan
from canary.workflows.rendering import covering_words, replacements

SAMPLE = Path(__file__).parents[2] / "canary" / "workflows" / "samples" / "memo.txt"
NOTE = """To: The Library Committee
From: Ana Whitlock
Date: 3 May 2021

READING ROOM

We think the Reading Room at Holt Street needs 14 new lamps. In several letters Mr. Osei said
“the light is good enough to begin with”, but we believe that the aim of the Trust is wider, and
in addition to lamps we need 3 desks. For example, the Whitlock Bequest of 1998 paid for "a number
of desks" in the Annex. We have already asked Brook & Sons for a quote, and they told us that it
would cost about $2,300. The goal is to open before 21 June.

2. Next steps

Please let us know if you agree. It is important that everyone on the Committee sees the plan.
"""
KEPT = {
    "quotations": re.compile(r"“[^”]*”|\"[^\"]*\""),
    "numbers": re.compile(r"\d[\d.,:/]*"),
    "names": re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]*"),
}


@pytest.mark.parametrize("raw", [SAMPLE.read_bytes(), NOTE.encode()], ids=["sample", "note"])
def test_no_copy_changes_a_quotation_a_number_a_name_or_a_heading(raw):
    document = parse(raw, name="memo.txt")
    planned = make_plan(document)
    source = document.text.content
    headings = [b.span.cut(source) for b in document.text.blocks if not b.kind.is_prose]
    assert planned.plan.sites
    for word in covering_words(planned.plan.sites):
        copy = document.splice(replacements(planned.plan.sites, word))
        for what, pattern in KEPT.items():
            assert pattern.findall(copy) == pattern.findall(source), what
        assert all(heading in copy for heading in headings)
