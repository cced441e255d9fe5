"""Rule packs as data, and the way in: reading, checking, compiling, finding. No scoring."""
