"""Text-cleaning tools on PyPI, and how each is called: a snippet that defines `clean(text)`."""

FTFY = "import ftfy\nclean = ftfy.fix_text"
CLEAN_TEXT = "from cleantext import clean as run\ndef clean(t): return run(t, lower=True)"
CLEANTEXT = """
import cleantext
def clean(t):
    return "\\n\\n".join(
        cleantext.clean(p, extra_spaces=True, lowercase=True, punct=True) for p in t.split("\\n\\n")
    )
"""
NEATTEXT = """
import neattext.functions as nfx
def clean(t):
    t = nfx.fix_contractions(nfx.remove_non_ascii(nfx.remove_accents(t)))
    return nfx.remove_puncts(nfx.remove_multiple_spaces(t))
"""
SMARTYPANTS = """
import html, smartypants
def clean(t): return html.unescape(smartypants.smartypants(t))
"""
TEXTHUMANIZE = """
import texthumanize
def clean(t):
    return texthumanize.humanize(t, lang="en", intensity=60, seed=7).text
"""
TEXTHUMANIZER = """
from texthumanizer import TextHumanizer
def clean(t): return TextHumanizer().humanize_text(t)
"""
HUMANO = """
import humano
def clean(t): return humano.humanize(t, "medium")["humanized_content"]
"""
COMMAND = """
import os, subprocess, sys
def clean(t):
    tool = os.path.join(os.path.dirname(sys.executable), {0!r})
    run = subprocess.run([tool, *{1!r}], input=t, capture_output=True, text=True, check=False)
    if not run.stdout:
        raise RuntimeError(run.stderr[-200:])
    return run.stdout
"""

CLEANERS = {
    "ftfy": FTFY,
    "unidecode": "from unidecode import unidecode as clean",
    "anyascii": "from anyascii import anyascii as clean",
    "clean-text": CLEAN_TEXT,
    "cleantext": CLEANTEXT,
    "neattext": NEATTEXT,
    "smartypants": SMARTYPANTS,
    "zerowidth": "from zerowidth import strip_invisible as clean",
    "antiwatermark": "import antiwatermark\ndef clean(t): return antiwatermark.clean_text(t)[0]",
    "dewatermark": COMMAND.format("dewatermark", ["sanitize", "--profile", "aggressive"]),
    "watermark-cleaner": COMMAND.format("watermark-cleaner", ["fix", "--aggressive", "-"]),
    "humanize-ai": "from humanize_ai import humanize_string\n"
    "def clean(t):\n    r = humanize_string(t)\n    return r['text'] if isinstance(r, dict) else r",
    "noatmark-text-hygiene": "import noatmark_text_hygiene as n\n"
    "def clean(t): return n.clean_llm_text(n.strip(t))['cleaned']",
    "decancer-py": "import decancer_py\ndef clean(t): return str(decancer_py.parse(t))",
    "prompt-canon": "import prompt_canon\ndef clean(t): return prompt_canon.canonicalize(t).text",
    "textclean-py": "import textclean\nclean = textclean.clean",
    "unslop": COMMAND.format("unslop", ["--deterministic", "--mode", "full", "--stdin"]),
    "texthumanize": TEXTHUMANIZE,
    "texthumanizer": TEXTHUMANIZER,
    "humano": HUMANO,
}
