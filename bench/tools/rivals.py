"""Programs that mark texts a recipient, and how each is called.

A snippet defines `embed(text, n, corpus)`, which returns n copies and keeps what tracing needs in
the file named by STATE, and `trace(leak)`, which returns the number of the copy named, or None.
Where a program gives a score and no verdict, the rule used is said here.
"""

CANARYTRAP = """
import os, pickle, random
from canarytrap import text as trap
def embed(text, n, corpus):
    chance, spaces = random.Random(7), text.count(" ")
    keys = ["".join(chance.choice("01") for _ in range(spaces)) for _ in range(n)]
    pickle.dump(keys, open(os.environ["STATE"], "wb"))
    return [trap.unicode_space_encode(text, key)[0] for key in keys]
def trace(leak):  # gives a share of matches: the best, if nine in ten match and no other does so
    keys = pickle.load(open(os.environ["STATE"], "rb"))
    found = sorted(((trap.unicode_space_match(leak, k), j) for j, k in enumerate(keys)))
    (second, _), (best, named) = found[-2:]
    return named if best >= 0.9 and best > second else None
"""
OWMARK = """
import os
from owmark import Keys, embed_payload, read_payload
PROFILE = {profile!r}
def embed(text, n, corpus):
    keys = Keys.generate()
    if os.path.exists(os.environ["STATE"]):
        os.remove(os.environ["STATE"])
    keys.save(os.environ["STATE"])
    ids = [divmod(j, 16) if PROFILE == "micro" else (j, 1) for j in range(n)]
    return [
        embed_payload(text, keys, author_id=a, work_id=w, profile=PROFILE) for a, w in ids
    ]
def trace(leak):
    found = read_payload(leak, Keys.load(os.environ["STATE"]), profile=PROFILE)
    if not found.decoded:
        return None
    return found.author_id * 16 + found.work_id if PROFILE == "micro" else found.author_id
"""
AAWM = """
import os, pickle
from aawm.plugins import Watermarker
from aawm.plugins.registry import UIDRegistry
def maker(n, corpus):
    registry = UIDRegistry()
    for j in range(n):
        registry.register(f"u{j}")
    return Watermarker(b"k" * 32, language="en", registry=registry, calibrate_corpus=corpus)
_kept = []
def embed(text, n, corpus):
    wm = maker(n, corpus)
    made = [wm.embed(text, f"u{j}", session_salt=b"s" * 16) for j in range(n)]
    names = ("bands", "n_bits", "uid_layout", "key_version", "dict_version")
    said = {name: getattr(made[0], name) for name in names}
    pickle.dump((n, corpus, said), open(os.environ["STATE"], "wb"))
    return [each.watermarked_text for each in made]
def trace(leak):
    if not _kept:
        n, corpus, said = pickle.load(open(os.environ["STATE"], "rb"))
        _kept.extend([maker(n, corpus), said])
    found = _kept[0].trace(leak, session_salt=b"s" * 16, **_kept[1])
    named = found.watermarked and not found.attribution_abstain and found.user
    return int(found.user[1:]) if named else None
"""
CANARY = """
import os, pickle
from canary import codes
from canary.files.documents import parse
from canary.reading import Reader
from canary.workflows.plan import make_plan
from canary.workflows.rendering import replacements
_kept = []
def embed(text, n, corpus):
    document = parse(text.encode(), name="memo.md")
    plan = make_plan(document).plan
    law = codes.biases(plan, b"bias")
    words = list(codes.codewords([j.to_bytes(32, "big") for j in range(n)], law))
    pickle.dump((text, plan, words), open(os.environ["STATE"], "wb"))
    return [document.splice(replacements(plan.sites, word)) for word in words]
def trace(leak):
    if not _kept:
        text, plan, words = pickle.load(open(os.environ["STATE"], "rb"))
        _kept.extend([plan, codes.biases(plan, b"bias"), Reader(text, plan.sites), words])
    plan, law, reader, words = _kept
    found = codes.attribute(plan, law, reader.read(leak), words, alpha=1e-6)
    named = [each.copy for each in found.candidates if each.attributed]
    return named[0] if named else None
"""

RIVALS = {
    "canary": ("", CANARY),
    "owmark (robust)": ("owmark", OWMARK.format(profile="robust")),
    "owmark (micro)": ("owmark", OWMARK.format(profile="micro")),
    "acrostic-agent-watermark": ("acrostic-agent-watermark", AAWM),
    "canarytrap": ("canarytrap", CANARYTRAP),
    "snowdrop": (None, "not on PyPI: the packages of that name there are another project's"),
}
