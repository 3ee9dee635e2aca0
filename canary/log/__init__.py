"""The signed log as pure values: trees, notes, entries, commitments (docs/formats.md)."""
