"""canary.workflows.editions: codewords of large issues are kept private, sealed and checked."""

import pytest

from canary import codes
from canary.model import Recipient
from canary.workflows import editions as kept
from canary.workflows import issue as issuing
from canary.workflows.decode import decode
from canary.workflows.question import Leak, Question


@pytest.fixture(autouse=True)
def every_issue_is_large(monkeypatch):
    monkeypatch.setattr(kept, "CACHED_FROM", 1)


@pytest.fixture
def derived(monkeypatch):
    """Count the codewords that are derived from keys."""
    counts = []
    derive = codes.codewords

    def counting(keys, law):
        keys = list(keys)
        counts.append(len(keys))
        return derive(keys, law)

    monkeypatch.setattr(codes, "codewords", counting)
    return counts


@pytest.fixture
def ask(vault, release, clock, derived):
    """Decode a copy; returns the best candidate and how many codewords were derived for it."""
    text = release.copies[3].path.read_text("utf-8")
    leak = Leak.of([(text, text.encode())])

    def asked():
        before = sum(derived)
        found = decode(vault, leak, Question(), now=clock())
        return found["candidates"], sum(derived) - before

    return asked


@pytest.fixture
def cache(home, release):
    return home / "cache" / f"{release.issued.issue}.words"


def test_the_second_decode_derives_nothing_and_says_the_same(ask, cache):
    cold, derived = ask()
    warm, again = ask()
    assert (derived, again) == (8, 0)
    assert warm == cold


def test_the_cache_is_private_and_holds_no_codeword_in_clear(ask, cache, vault, release):
    ask()
    assert cache.stat().st_mode & 0o777 == 0o600
    assert cache.parent.stat().st_mode & 0o777 == 0o700
    law = codes.biases(release.issued.plan, release.issued.keys.bias_key)
    keys = list(kept.word_keys(vault, release.issued))
    packed = codes.pack(codes.codewords(keys, law), release.issued.plan, law)
    assert bytes(packed.matrix[0]) not in cache.read_bytes()


def damaged(raw):
    return raw[:100] + bytes([raw[100] ^ 1]) + raw[101:]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(damaged(path.read_bytes())),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(b""),
        lambda path: path.chmod(0o644),
    ],
    ids=["missing", "damaged", "cut short", "empty", "readable by others"],
)
def test_a_cache_that_does_not_hold_is_made_again(ask, cache, spoil):
    cold, _ = ask()
    sound = cache.stat().st_size
    spoil(cache)
    assert ask() == (cold, 8)
    assert (cache.stat().st_size, cache.stat().st_mode & 0o777) == (sound, 0o600)
    assert ask() == (cold, 0)


def test_the_cache_of_another_issue_is_not_believed(
    vault, planned, recipients, ask, cache, tmp_path, clock
):
    ask()
    other = issuing.issue(vault, planned, recipients, tmp_path / "other", clock=clock)
    text = other.copies[0].path.read_text("utf-8")
    only = Question(issue=other.issued.issue)
    decode(vault, Leak.of([(text, text.encode())]), only, now=clock())
    cache.write_bytes(cache.with_name(f"{other.issued.issue}.words").read_bytes())
    text = "Also: " + text
    found = decode(vault, Leak.of([(text, text.encode())]), Question(), now=clock())
    assert found["candidates"][0]["copy"] == other.copies[0].copy
    assert found["copies"] == 16


def test_an_addition_has_a_cache_of_its_own(vault, release, ask, cache, tmp_path, clock, derived):
    ask()
    more = (Recipient("late"), Recipient("later"))
    added = issuing.add(vault, release.issued.issue, more, tmp_path / "more", clock=clock)
    before = sum(derived)
    candidates, count = ask()
    assert (len(candidates), count, sum(derived) - before) == (10, 2, 2)
    assert cache.with_name(f"{added.issued.issue}.words").exists()


def test_the_hash_of_its_issue_tells_caches_under_one_key_apart(
    vault, release, ask, cache, tmp_path, clock
):
    """An addition shares its document's key and plan; here it is as large as the first issue."""
    more = tuple(Recipient(f"late-{number}") for number in range(8))
    added = issuing.add(vault, release.issued.issue, more, tmp_path / "more", clock=clock)
    sound, _ = ask()
    other = cache.with_name(f"{added.issued.issue}.words")
    first, second = cache.read_bytes(), other.read_bytes()
    cache.write_bytes(second)
    other.write_bytes(first)
    assert ask() == (sound, 16)
    assert ask() == (sound, 0)


def test_a_vault_that_cant_keep_a_cache_decodes_all_the_same(ask, cache):
    cache.parent.write_bytes(b"in the way")
    cold, derived = ask()
    assert (ask(), derived) == ((cold, 8), 8)


def test_codewords_too_many_to_hold_are_streamed(ask, cache, monkeypatch):
    cold, _ = ask()
    cache.unlink()
    monkeypatch.setattr(kept, "LARGEST_CACHE", 10)
    assert ask() == (cold, 8)
    assert not cache.exists()


def test_missing_copies_are_noticed(vault, release, monkeypatch):
    edition = kept.Edition((release.issued,))
    law = codes.biases(release.issued.plan, release.issued.keys.bias_key)
    monkeypatch.setattr(kept, "word_keys", lambda *_: iter([b"one"]))
    with pytest.raises(kept.VerificationError, match="1 of 8 copies"):
        kept.words_of(vault, edition, law)
