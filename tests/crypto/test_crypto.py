"""Primitives against the test vectors of their specifications, and their refusals."""

import pytest

from canary import crypto
from canary.errors import KeyRefusedError, VerificationError

KEY, NONCE = bytes(range(32)), bytes(range(12))


def test_sha256_gives_the_vector_of_fips_180():
    assert crypto.sha256(b"abc").hex() == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_hmac_gives_test_case_2_of_rfc_4231():
    assert crypto.hmac_sha256(b"Jefe", b"what do ya want for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_hkdf_gives_test_case_1_of_rfc_5869():
    info, salt = bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"), bytes.fromhex("000102030405060708090a0b0c")
    assert crypto.hkdf_sha256(b"\x0b" * 22, info, salt=salt, length=42).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


def test_hkdf_gives_test_case_3_of_rfc_5869_without_salt_and_info():
    assert crypto.hkdf_sha256(b"\x0b" * 22, b"", length=42).hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


def test_shake256_gives_the_vector_of_fips_202_for_no_bytes():
    assert crypto.shake256(b"", 32).hex() == (
        "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"
    )


def test_ed25519_gives_test_2_of_rfc_8032():
    key = crypto.SigningKey(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    assert key.public.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert key.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


def test_a_signature_holds_for_its_key_and_message_only():
    key, other = crypto.SigningKey(KEY), crypto.SigningKey(bytes(32))
    signature = key.sign(b"text")
    assert crypto.is_signed_by(key.public, b"text", signature)
    assert not crypto.is_signed_by(key.public, b"Text", signature)
    assert not crypto.is_signed_by(other.public, b"text", signature)
    assert not crypto.is_signed_by(key.public, b"text", signature[:-1])
    assert not crypto.is_signed_by(key.public[:-1], b"text", signature)


def test_gcm_siv_gives_a_vector_of_rfc_8452_appendix_c_2():
    key = b"\x01" + bytes(31)
    sealed = crypto.seal(key, b"\x03" + bytes(11), b"\x01" + bytes(7), b"")
    assert sealed[12:].hex() == "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"


@pytest.mark.parametrize("where", [0, 12, -1], ids=["nonce", "ciphertext", "tag"])
def test_a_sealed_message_with_one_bit_changed_is_refused(where):
    sealed = bytearray(crypto.seal(KEY, NONCE, b"secret", b"context"))
    sealed[where] ^= 1
    with pytest.raises(VerificationError, match="the source does not decrypt"):
        crypto.open_sealed(KEY, bytes(sealed), b"context", what="the source")


def test_a_sealed_message_opens_in_its_own_context_only():
    sealed = crypto.seal(KEY, NONCE, b"secret", b"context")
    assert crypto.open_sealed(KEY, sealed, b"context", what="it") == b"secret"
    with pytest.raises(VerificationError):
        crypto.open_sealed(KEY, sealed, b"another", what="it")


def test_a_truncated_sealed_message_is_refused():
    with pytest.raises(VerificationError):
        crypto.open_sealed(KEY, b"short", b"", what="it")


def test_a_locked_message_opens_with_its_key_only():
    sealed = crypto.seal_locked(KEY, b"seed", b"header")
    assert crypto.open_locked(KEY, sealed, b"header", what="it") == b"seed"
    with pytest.raises(KeyRefusedError, match="wrong passphrase"):
        crypto.open_locked(bytes(32), sealed, b"header", what="it")


def test_argon2id_is_that_of_the_reference_implementation():
    # phc-winner-argon2, test.c: version 0x13, t=2, m=2^8, p=1
    cost = crypto.Argon2Cost(memory_kib=256, passes=2, lanes=1)
    assert crypto.derive_from_passphrase(b"password", b"somesalt", cost).hex() == (
        "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
    )


def test_a_wrapped_key_opens_for_its_officer_and_context_only():
    officer, other = crypto.WrappingKey(KEY), crypto.WrappingKey(bytes(32))
    wrapped = crypto.wrap_key(b"k" * 32, officer.public, b"epoch 1")
    assert len(wrapped) == 32 + 32 + 16
    assert officer.unwrap(wrapped, b"epoch 1") == b"k" * 32
    for key, context in ((other, b"epoch 1"), (officer, b"epoch 2")):
        with pytest.raises(KeyRefusedError, match="does not open"):
            key.unwrap(wrapped, context)
    with pytest.raises(KeyRefusedError):
        officer.unwrap(wrapped[:40], b"epoch 1")


def test_secrets_are_not_printed():
    assert "0001020304" not in repr((crypto.SigningKey(KEY), crypto.WrappingKey(KEY)))
    assert repr(KEY) not in repr((crypto.SigningKey(KEY), crypto.WrappingKey(KEY)))


def test_a_seed_of_another_length_is_a_mistake_of_the_programmer():
    for kind in (crypto.SigningKey, crypto.WrappingKey):
        with pytest.raises(ValueError, match="32"):
            kind(b"short")
