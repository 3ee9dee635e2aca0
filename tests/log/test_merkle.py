"""Trees against the recursive definition, and the published vectors of RFC 6962's authors."""

import pytest

from canary.errors import VerificationError
from canary.log import merkle
from canary.log.tiles import TileBuilder, TileTree
from tests.reference import merkle_definition as definition

ENTRIES = [f"entry {i}".encode() for i in range(40)]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
TREE = merkle.subtrees_of(LEAVES)

# certificate-transparency, merkle_tree_test.cc: leaves, and roots after each
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
CT_LEAVES.append("606162636465666768696a6b6c6d6e6f")
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def build(leaves):
    """Return the tiles of a tree, as a registry would hold them, and its builder."""
    stored, builder = {}, TileBuilder()
    for leaf in leaves:
        for tile in builder.append(leaf):
            stored[tile.level, tile.number] = tile.hashes
    for tile in builder.partial_tiles():
        stored[tile.level, tile.number] = tile.hashes
    return stored, builder


def test_roots_are_the_published_ones():
    leaves = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in CT_LEAVES]
    frontier = merkle.Frontier()
    for size, (leaf, expected) in enumerate(zip(leaves, CT_ROOTS, strict=True), 1):
        frontier.append(leaf)
        assert frontier.root().hex() == expected
        assert merkle.root(merkle.subtrees_of(leaves), size).hex() == expected


def test_the_empty_tree_has_the_root_of_no_bytes():
    assert merkle.root(TREE, 0) == merkle.Frontier().root() == definition.mth([])


@pytest.mark.parametrize("size", range(1, 41))
def test_every_inclusion_proof_is_that_of_the_definition_and_holds(size):
    expected = definition.mth(ENTRIES[:size])
    assert merkle.root(TREE, size) == expected
    for index in range(size):
        proof = merkle.inclusion_proof(TREE, index, size)
        assert proof == definition.path(index, ENTRIES[:size])
        assert merkle.verify_inclusion(LEAVES[index], index, size, proof, expected)


@pytest.mark.parametrize("size", range(1, 41))
def test_every_consistency_proof_is_that_of_the_definition_and_holds(size):
    new = definition.mth(ENTRIES[:size])
    for old in range(1, size + 1):
        proof = merkle.consistency_proof(TREE, old, size)
        assert proof == definition.proof(old, ENTRIES[:size])
        old_root = definition.mth(ENTRIES[:old])
        assert merkle.verify_consistency(old, size, proof, old_root, new)


INCLUSION_MUTATIONS = {
    "another leaf": lambda c: c | {"leaf": LEAVES[3]},
    "another index": lambda c: c | {"index": c["index"] ^ 1},
    "index past the end": lambda c: c | {"index": c["size"]},
    "negative index": lambda c: c | {"index": -1},
    "smaller size": lambda c: c | {"size": c["size"] - 8},
    "empty tree": lambda c: c | {"size": 0},
    "another root": lambda c: c | {"expected": LEAVES[0]},
    "proof without its first hash": lambda c: c | {"proof": c["proof"][1:]},
    "proof without its last hash": lambda c: c | {"proof": c["proof"][:-1]},
    "proof with one hash more": lambda c: c | {"proof": [*c["proof"], LEAVES[0]]},
    "proof with a hash twice": lambda c: c | {"proof": [c["proof"][0], *c["proof"]]},
    "proof reversed": lambda c: c | {"proof": c["proof"][::-1]},
    "proof with a short hash": lambda c: c | {"proof": [c["proof"][0][:31], *c["proof"][1:]]},
    "empty proof": lambda c: c | {"proof": []},
}


@pytest.mark.parametrize("mutation", INCLUSION_MUTATIONS)
def test_an_inclusion_proof_does_not_hold_with(mutation):
    case = {
        "leaf": LEAVES[10],
        "index": 10,
        "size": 23,
        "proof": merkle.inclusion_proof(TREE, 10, 23),
        "expected": merkle.root(TREE, 23),
    }
    assert merkle.verify_inclusion(**case)
    assert not merkle.verify_inclusion(**INCLUSION_MUTATIONS[mutation](case))


CONSISTENCY_MUTATIONS = {
    "old size 0": lambda c: c | {"old": 0},
    "old size beyond the new": lambda c: c | {"old": c["size"] + 1},
    "another old size": lambda c: c | {"old": c["old"] + 1},
    "new size of another height": lambda c: c | {"size": c["size"] + 30},
    "equal sizes": lambda c: c | {"size": c["old"]},
    "another old root": lambda c: c | {"old_root": LEAVES[0]},
    "another new root": lambda c: c | {"new_root": LEAVES[0]},
    "roots exchanged": lambda c: c | {"old_root": c["new_root"], "new_root": c["old_root"]},
    "empty proof": lambda c: c | {"proof": []},
    "proof without its first hash": lambda c: c | {"proof": c["proof"][1:]},
    "proof without its last hash": lambda c: c | {"proof": c["proof"][:-1]},
    "proof with one hash more": lambda c: c | {"proof": [*c["proof"], LEAVES[0]]},
    "proof with a short hash": lambda c: c | {"proof": [*c["proof"][:-1], b""]},
}


@pytest.mark.parametrize("old", [8, 11], ids=["old size a power of two", "old size odd"])
@pytest.mark.parametrize("mutation", CONSISTENCY_MUTATIONS)
def test_a_consistency_proof_does_not_hold_with(mutation, old):
    case = {
        "old": old,
        "size": 23,
        "proof": merkle.consistency_proof(TREE, old, 23),
        "old_root": merkle.root(TREE, old),
        "new_root": merkle.root(TREE, 23),
    }
    assert merkle.verify_consistency(**case)
    assert not merkle.verify_consistency(**CONSISTENCY_MUTATIONS[mutation](case))


def test_equal_sizes_are_consistent_without_a_proof_only():
    root = merkle.root(TREE, 5)
    assert merkle.verify_consistency(5, 5, [], root, root)
    assert not merkle.verify_consistency(5, 5, [root], root, root)


def test_proofs_of_what_is_not_in_the_tree_are_mistakes_of_the_programmer():
    with pytest.raises(ValueError, match="leaf 5"):
        merkle.inclusion_proof(TREE, 5, 5)
    for old in (0, 6):
        with pytest.raises(ValueError, match="no proof"):
            merkle.consistency_proof(TREE, old, 5)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 700])
def test_tiles_give_the_roots_and_proofs_of_the_whole_tree(size):
    leaves = [merkle.leaf_hash(bytes([i & 255, i >> 8])) for i in range(size)]
    stored, builder = build(leaves)
    tiles = TileTree(lambda level, number: stored.get((level, number)))
    plain = merkle.subtrees_of(leaves)
    assert builder.root() == merkle.root(tiles, size) == merkle.root(plain, size)
    for index in {0, size // 2, size - 1}:
        assert merkle.inclusion_proof(tiles, index, size) == merkle.inclusion_proof(
            plain, index, size
        )
    for old in {1, size // 2 + 1, size}:
        assert merkle.consistency_proof(tiles, old, size) == merkle.consistency_proof(
            plain, old, size
        )


def test_a_tree_of_70000_leaves_fills_tiles_of_three_levels():
    leaves = [i.to_bytes(32, "big") for i in range(70_000)]
    stored, builder = build(leaves)
    frontier = merkle.Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    tiles = TileTree(lambda level, number: stored.get((level, number)))
    assert {level for level, _ in stored} == {0, 1, 2}
    assert merkle.root(tiles, 70_000) == builder.root() == frontier.root()
    proof = merkle.inclusion_proof(tiles, 65_536, 70_000)
    assert merkle.verify_inclusion(leaves[65_536], 65_536, 70_000, proof, frontier.root())


@pytest.mark.parametrize("stop", [1, 200, 255, 256, 257, 511, 512])
def test_a_tree_continued_from_its_tiles_is_the_tree_built_at_once(stop):
    leaves = [i.to_bytes(32, "big") for i in range(600)]
    stored, _ = build(leaves[:stop])
    builder = TileBuilder(lambda level, number: stored.get((level, number)), stop)
    for leaf in leaves[stop:]:
        builder.append(leaf)
    assert builder.root() == build(leaves)[1].root()


def test_a_tree_is_not_continued_from_tiles_of_another_size():
    stored, _ = build(LEAVES[:20])
    for size in (19, 21, 300):
        with pytest.raises(VerificationError, match="tile 0/"):
            TileBuilder(lambda level, number: stored.get((level, number)), size)


def test_a_missing_or_short_tile_is_refused():
    with pytest.raises(VerificationError, match="tile 0/0 is missing"):
        merkle.root(TileTree(lambda *_: None), 3)
    with pytest.raises(VerificationError, match="too short"):
        merkle.root(TileTree(lambda *_: LEAVES[0]), 3)
