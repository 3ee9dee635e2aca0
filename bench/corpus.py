"""The real documents that reading is measured on. CANARY_CORPUS: their folder."""

import os
from pathlib import Path

CORPUS = Path(os.environ.get("CANARY_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
AUTHORED = Path(__file__).parent / "documents" / "authored.txt"
LONG = CORPUS / "weird_huge_concat.txt"  # 171,000 words
MINUTES = CORPUS / "minutes_rust_council_2024-12-06.md"
MEMORANDUM = CORPUS / "policy_memo_M-13-13.md"
SPEECH = CORPUS / "speech_inaugural_1957_eisenhower.txt"
DOCUMENTS = [
    CORPUS / "announcement_18f_acquisitions_pilot.md",
    CORPUS / "cable_backchannel_510_1970.txt",
    CORPUS / "clef_working_remotely.md",
    CORPUS / "dispatch_hul_a_1052_1954.txt",
    CORPUS / "handbook_18f_top_secret.txt",
    MINUTES,
    CORPUS / "nist_800-63-3_intro.md",
    MEMORANDUM,
    SPEECH,
    CORPUS / "weird_crlf_tabs_rtl_bom.txt",
    CORPUS / "openchain_playbook_small.odt",
    CORPUS / "solicitation_template_18f.docx",
    CORPUS / "docx4j_getting_started.docx",
]
