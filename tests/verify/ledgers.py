"""A small ledger in memory, made with the service's own functions, and the files that a caller keeps of it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.storage.checkpoint import Checkpoint, VerifierKey, origin_of, sign_checkpoint
from app.storage.ledger import canonical, digest
from app.storage.merkle import Frontier, consistency_proof, digest_text, inclusion_proof, leaf_hash, root_of
from app.storage.signing import FileSigner, Signer
from app.verify.jixiao_verify import main
from tests.storage.trees import naive_nodes

SIGNER = FileSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
STRANGER = FileSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))


@dataclass
class Ledger:
    """The entries of one tenant; every list of leaves is worked out anew, so that tests may alter the bodies."""

    algorithm: str = "sha256"
    tenant: str = "丰台区"
    signer: Signer = SIGNER
    bodies: list[str] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    submissions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return origin_of("jixiao", self.tenant)

    @property
    def key(self) -> str:
        return VerifierKey(self.origin, self.signer.public_key).text()

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(self.algorithm, body.encode()) for body in self.bodies]

    def grow(self, number: int) -> "Ledger":
        for _ in range(number):
            self._add(len(self.bodies) + 1)
        return self

    def _add(self, position: int) -> None:
        submission = {
            "kind": "project_self_evaluation",
            "fiscal_year": 2024,
            "objective": {"expected": f"第{position}号"},
        }
        sheet = {"kind": "project_self_evaluation", "totals": {"score": f"{position}.5"}, "indicators": []}
        sheet_text = json.dumps(sheet, ensure_ascii=False, separators=(",", ":"))
        digests = {
            "sheet_digest": digest(sheet_text, self.algorithm),
            "submission_digest": digest(canonical(submission), self.algorithm),
        }
        evaluation = {"id": f"evaluation-{position}", "score": f"{position}.5", **digests}
        body = canonical({"entry": "evaluation", "evaluation": evaluation, "position": position, "tenant": self.tenant})
        audit = {
            **digests,
            "entry_digest": digest_text(self.algorithm, leaf_hash(self.algorithm, body.encode())),
            "position": position,
        }
        self.bodies.append(body)
        self.answers.append({"id": evaluation["id"], "status": "scored", "attempt": 1, "audit": audit, **sheet})
        self.submissions.append(submission)

    def checkpoint(self, size: int | None = None) -> str:
        size = len(self.bodies) if size is None else size
        root = root_of(self.algorithm, self.leaves[:size])
        return sign_checkpoint(Checkpoint(self.origin, size, root, self.algorithm), self.signer)

    def receipt(self, position: int, size: int | None = None) -> dict[str, Any]:
        size = len(self.bodies) if size is None else size
        node = naive_nodes(self.algorithm, self.leaves[:size])
        return {
            "tenant": self.tenant,
            "position": position,
            "body": self.bodies[position - 1],
            "entry_digest": digest_text(self.algorithm, self.leaves[position - 1]),
            "tree_size": size,
            "inclusion_proof": self._texts(inclusion_proof(self.algorithm, position - 1, size, node)),
            "checkpoint": self.checkpoint(size),
        }

    def consistency(self, first: int, second: int) -> dict[str, Any]:
        proof = consistency_proof(self.algorithm, first, second, naive_nodes(self.algorithm, self.leaves[:second]))
        return {"from": first, "to": second, "proof": self._texts(proof)}

    def feed(self) -> str:
        return "".join(f"{body}\n" for body in self.bodies)

    def frontier(self) -> Frontier:
        return Frontier(self.algorithm).extend(self.leaves)

    def _texts(self, hashes: list[bytes]) -> list[str]:
        return [digest_text(self.algorithm, each) for each in hashes]


@dataclass
class Kept:
    """A folder with what a caller has kept, and the verifier's verdict on it."""

    folder: Path
    key: str

    def file(self, name: str, content: object) -> str:
        """Writes it, as JSON unless it is text, and gives its path."""
        path = self.folder / name
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1)
        path.write_text(text, encoding="utf-8", newline="")
        return str(path)

    def verdict(self, *arguments: str, key: str | None = None) -> int:
        return main([*arguments, "--key", key or self.key])
