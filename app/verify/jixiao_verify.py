#!/usr/bin/env python3
"""jixiao-verify: 离线核验绩效评价记录未被改动 / checks offline that records of the ledger were not altered.

    python jixiao_verify.py receipt.json --key VKEY [--evaluation answer.json] [--submission audit.json]
    python jixiao_verify.py mirror feed.ndjson --checkpoint kept.txt --key VKEY
    python jixiao_verify.py consistency older.txt newer.txt --proof proof.json --key VKEY
    python jixiao_verify.py checkpoint kept.txt --key VKEY

本文件单独即可运行，只需 Python 3.8 以上，不联网，不安装任何组件。公钥（VKEY，形如 名称+编号+公钥）须从服务以外的
可靠渠道取得，例如开通时的书面通知；也可给出存有公钥的文件，每行一个，密钥更换后新旧并列。
This file runs by itself on Python 3.8 or later; it needs no network and no package. Get the key (VKEY: name+id+key)
by another way than from the service, as on paper when access was granted; a file with a key a line will do, the old
and the new one after a change of keys.

退出码 / exit status: 0 全部通过 all holds; 1 有一项不符 something does not hold; 2 无法核验 nothing could be checked.

It shares no code with the service whose records it checks. Hashing and proofs: RFC 9162, 2.1; checkpoints: C2SP
tlog-checkpoint and signed-note; signatures: Ed25519, RFC 8032; SM3: GB/T 32905-2016.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
from typing import Any, Callable, Iterator, NamedTuple, Sequence, Tuple

HOLDS, BROKEN, UNUSABLE = 0, 1, 2
ALGORITHMS = ("sha256", "sm3")
LARGEST_SIZE = 2**63 - 1


class Broken(Exception):
    """What was checked does not hold: Chinese, English."""


class Unusable(Exception):
    """A file or an argument with which nothing can be checked: Chinese, English."""


# Hashes.


def hash_of(algorithm: str, data: bytes) -> bytes:
    """SHA-256 or SM3 of the data; SM3 in plain Python, slowly, where OpenSSL was built without it."""
    if algorithm == "sha256":
        return hashlib.sha256(data).digest()
    if algorithm != "sm3":
        raise Broken(f"摘要算法 {algorithm} 不受支持", f"the algorithm {algorithm} is not one of {ALGORITHMS}")
    try:
        return hashlib.new("sm3", data).digest()
    except ValueError:
        return sm3(data)


def sm3(data: bytes) -> bytes:
    """SM3 as GB/T 32905-2016, section 5, defines it."""
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    for start in range(0, len(padded), 64):
        block = [int.from_bytes(padded[at : at + 4], "big") for at in range(start, start + 64, 4)]
        state = [before ^ after for before, after in zip(state, _sm3_rounds(state, _sm3_words(block)))]
    return b"".join(word.to_bytes(4, "big") for word in state)


def _sm3_words(block: list[int]) -> list[int]:
    words = list(block)
    for at in range(16, 68):
        mixed = words[at - 16] ^ words[at - 9] ^ _rotated(words[at - 3], 15)
        mixed ^= _rotated(mixed, 15) ^ _rotated(mixed, 23)
        words.append(mixed ^ _rotated(words[at - 13], 7) ^ words[at - 6])
    return words


def _sm3_rounds(state: list[int], words: list[int]) -> list[int]:
    a, b, c, d, e, f, g, h = state
    for at in range(64):
        constant = 0x79CC4519 if at < 16 else 0x7A879D8A
        first = _rotated((_rotated(a, 12) + e + _rotated(constant, at % 32)) & 0xFFFFFFFF, 7)
        second = first ^ _rotated(a, 12)
        if at < 16:
            left, right = a ^ b ^ c, e ^ f ^ g
        else:
            left, right = a & b | a & c | b & c, e & f | ~e & g
        left = (left + d + second + (words[at] ^ words[at + 4])) & 0xFFFFFFFF
        right = (right + h + first + words[at]) & 0xFFFFFFFF
        a, b, c, d = left, a, _rotated(b, 9), c
        e, f, g, h = right ^ _rotated(right, 9) ^ _rotated(right, 17), e, _rotated(f, 19), g
    return [a, b, c, d, e, f, g, h]


def _rotated(word: int, bits: int) -> int:
    return (word << bits | word >> (32 - bits)) & 0xFFFFFFFF


# Ed25519 signatures. Points are (x, y, z, t) with x/z, y/z on the curve and t = xy/z.

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)
_NEUTRAL = (0, 1, 1, 0)
Point = Tuple[int, int, int, int]


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's (RFC 8032, 5.1.7, by the equation without the cofactor, as OpenSSL has it).

    Refused are S not below the group's order, so that no signature has a second form; any encoding of a point other
    than the canonical one; and keys of small order, under which one signature may fit every message.
    """
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, scalar = decode_point(public_key), int.from_bytes(signature[32:], "little")
    if key is None or scalar >= _ORDER or _is_neutral(_sum(8, key, 0, key)):
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    opposite = (_P - key[0], key[1], key[2], _P - key[3])
    reached = _sum(scalar, BASE, int.from_bytes(digest, "little") % _ORDER, opposite)
    return encode_point(reached) == signature[:32]


def decode_point(encoded: bytes) -> Point | None:
    """The point of 32 bytes (RFC 8032, 5.1.3); None for what no point is encoded as."""
    number = int.from_bytes(encoded, "little")
    y, odd = number & (1 << 255) - 1, number >> 255
    if y >= _P:
        return None
    above, below = (y * y - 1) % _P, (_D * y * y + 1) % _P
    x = above * pow(below, 3, _P) * pow(above * pow(below, 7, _P), (_P - 5) // 8, _P) % _P
    if (below * x * x + above) % _P == 0:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (below * x * x - above) % _P or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = _P - x
    return (x, y, 1, x * y % _P)


def encode_point(point: Point) -> bytes:
    """The one encoding of a point."""
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _add(one: Point, other: Point) -> Point:
    # Complete for this curve: it holds for equal, opposite and neutral points as well.
    a = (one[1] - one[0]) * (other[1] - other[0])
    b = (one[1] + one[0]) * (other[1] + other[0])
    c = 2 * one[3] * other[3] * _D
    d = 2 * one[2] * other[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _sum(first: int, one: Point, second: int, other: Point) -> Point:
    """first·one + second·other, both at once, from the highest bit down."""
    both, result = _add(one, other), _NEUTRAL
    for place in reversed(range(max(first.bit_length(), second.bit_length()))):
        result = _add(result, result)
        bits = first >> place & 1, second >> place & 1
        if any(bits):
            result = _add(result, both if all(bits) else one if bits[0] else other)
    return result


def _is_neutral(point: Point) -> bool:
    return bool(point[0] % _P == 0 and (point[1] - point[2]) % _P == 0)


# The generator has y = 4/5 and the even x.
BASE_Y = 4 * pow(5, _P - 2, _P) % _P
BASE = decode_point(BASE_Y.to_bytes(32, "little")) or _NEUTRAL


# The tree.


def leaf_hash(algorithm: str, data: bytes) -> bytes:
    return hash_of(algorithm, b"\x00" + data)


def node_hash(algorithm: str, left: bytes, right: bytes) -> bytes:
    return hash_of(algorithm, b"\x01" + left + right)


def root_by_inclusion(algorithm: str, leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root of the tree of `size` leaves to which the path leads from the leaf at `index`, counted from 0."""
    if size == 1:
        if path:
            raise Broken("包含证明过长", "the inclusion proof is too long")
        return leaf
    if not path:
        raise Broken("包含证明过短", "the inclusion proof is too short")
    half = _split(size)
    if index < half:
        return node_hash(algorithm, root_by_inclusion(algorithm, leaf, index, half, path[:-1]), path[-1])
    return node_hash(algorithm, path[-1], root_by_inclusion(algorithm, leaf, index - half, size - half, path[:-1]))


def roots_by_consistency(
    algorithm: str, first: int, second: int, first_root: bytes, path: Sequence[bytes], whole: bool = True
) -> tuple[bytes, bytes]:
    """The roots over the first `first` and over all `second` leaves of a subtree, to which the path leads."""
    if first == second and whole:
        if path:
            raise Broken("一致性证明过长", "the consistency proof is too long")
        return first_root, first_root
    if not path or (first == second and len(path) > 1):
        raise Broken("一致性证明长度不符", "the consistency proof has not the length that it must have")
    *rest, last = path
    if first == second:
        return last, last
    half = _split(second)
    if first <= half:
        old, new = roots_by_consistency(algorithm, first, half, first_root, rest, whole)
        return old, node_hash(algorithm, new, last)
    old, new = roots_by_consistency(algorithm, first - half, second - half, first_root, rest, False)
    return node_hash(algorithm, last, old), node_hash(algorithm, last, new)


def roots_of_lines(algorithm: str, lines: Iterator[bytes], sizes: Sequence[int]) -> tuple[int, dict[int, bytes]]:
    """How many lines there are, and the root of the tree over the first so many of them, for each of the sizes."""
    peaks: list[bytes] = []
    wanted, roots, count = set(sizes), {}, 0
    if 0 in wanted:
        roots[0] = hash_of(algorithm, b"")
    for line in lines:
        grown, full = leaf_hash(algorithm, line), count
        while full & 1:
            grown, full = node_hash(algorithm, peaks.pop(), grown), full >> 1
        peaks.append(grown)
        count += 1
        if count in wanted:
            root = peaks[-1]
            for peak in reversed(peaks[:-1]):
                root = node_hash(algorithm, peak, root)
            roots[count] = root
    return count, roots


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


# Keys and checkpoints.


class Key(NamedTuple):
    """A public key with the name that it signs under."""

    name: str
    key_id: bytes
    public_key: bytes


class Checkpoint(NamedTuple):
    """A signed claim: the ledger `origin` had `size` entries, and this root over all of them."""

    origin: str
    size: int
    root: bytes
    algorithm: str


def read_key(text: str) -> Key:
    """A verifier key, `name+id+key`."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    decoded = _decoded(encoded)
    if decoded is None or len(decoded) != 33 or decoded[:1] != b"\x01" or not name or re.search(r"\s", name):
        raise Unusable(f"公钥格式不正确：{text}", f"this is not a verifier key of Ed25519: {text}")
    expected = hashlib.sha256(name.encode() + b"\n" + decoded).digest()[:4]
    if expected.hex() != key_id:
        raise Unusable(f"公钥的名称与编号不符：{text}", f"the key's name and id do not belong together: {text}")
    return Key(name, expected, decoded[1:])


def open_checkpoint(note: str, keys: Sequence[Key]) -> Checkpoint:
    """The checkpoint of a note that one of the keys has signed."""
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n") or re.search("[\x00-\x09\x0b-\x1f]", note):
        raise Broken("检查点的格式不正确", "the checkpoint is not a signed note")
    signed_by = [key for line in signatures[:-1].split("\n") for key in _signers(text + "\n", line, keys)]
    if not signed_by:
        raise Broken("检查点没有所给公钥的签名", "none of the given keys has signed the checkpoint")
    checkpoint = _read_text(text)
    if all(key.name != checkpoint.origin for key in signed_by):
        raise Broken("检查点属于另一账册", f"the checkpoint is of another ledger: {checkpoint.origin}")
    return checkpoint


def _signers(text: str, line: str, keys: Sequence[Key]) -> Iterator[Key]:
    found = re.fullmatch(r"— (?P<name>[^\s+]+) (?P<signature>\S+)", line)
    signature = _decoded(found["signature"]) if found else None
    if found is None or signature is None:
        raise Broken("检查点的签名行格式不正确", "a signature line of the checkpoint is malformed")
    for key in keys:
        if (key.name, key.key_id) == (found["name"], signature[:4]):
            if not verify_ed25519(key.public_key, text.encode(), signature[4:]):
                raise Broken("检查点的签名无效：内容被改动或并非本服务签发", "the checkpoint's signature does not fit")
            yield key


def _read_text(text: str) -> Checkpoint:
    lines = text.split("\n")
    root = _decoded(lines[2]) if len(lines) > 2 else None
    if root is None or len(root) != 32 or not all(lines) or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
        raise Broken("检查点的内容不正确", "the checkpoint's text is not origin, size and root")
    named = [line[5:] for line in lines[3:] if line.startswith("hash ")]
    size, algorithm = int(lines[1]), named[0] if named else "sha256"
    if len(named) > 1 or algorithm not in ALGORITHMS or size > LARGEST_SIZE:
        raise Broken("检查点的内容不受支持", f"the checkpoint is of {size} entries hashed with {', '.join(named)}")
    return Checkpoint(lines[0], size, root, algorithm)


def _decoded(text: str) -> bytes | None:
    """The bytes of base64 in its one spelling."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return decoded if base64.b64encode(decoded).decode() == text else None


# What is checked. Each yields what holds, in Chinese and English, and raises Broken for the first that does not.

Told = Iterator["tuple[str, str]"]


def check_receipt(receipt: dict[str, Any], keys: Sequence[Key]) -> Told:
    """The entry is a leaf of the tree that the checkpoint signs."""
    checkpoint = open_checkpoint(_text(receipt, "checkpoint"), keys)
    yield _signed(checkpoint)
    body, position = _text(receipt, "body"), _whole(receipt, "position")
    entry = read_body(body)
    _same("租户", "tenant", entry.get("tenant"), receipt.get("tenant"))
    _same("序号", "position", entry.get("position"), position)
    _same("账册大小", "tree_size", receipt.get("tree_size"), checkpoint.size)
    if "root" in receipt:
        _same("根", "root", receipt["root"], f"{checkpoint.algorithm}:{checkpoint.root.hex()}")
    if "evaluation" in receipt:
        _same("评价编号", "evaluation", receipt["evaluation"], _evaluation_of(receipt).get("id"))
    if not checkpoint.origin.endswith("/" + _in_origin(_text(receipt, "tenant"))):
        raise Broken("检查点不是该租户的", f"the checkpoint is of {checkpoint.origin}, not of the receipt's tenant")
    leaf = leaf_hash(checkpoint.algorithm, body.encode())
    _same("记录摘要", "entry_digest", receipt.get("entry_digest"), f"{checkpoint.algorithm}:{leaf.hex()}")
    if not 1 <= position <= checkpoint.size:
        raise Broken("检查点未覆盖该记录", f"a ledger of {checkpoint.size} entries has no entry {position}")
    path = [read_hash(each, checkpoint.algorithm) for each in _list(receipt, "inclusion_proof")]
    if root_by_inclusion(checkpoint.algorithm, leaf, position - 1, checkpoint.size, path) != checkpoint.root:
        raise Broken("记录不在检查点所签的账册中", "the entry is not in the ledger that the checkpoint signs")
    yield f"第 {position} 号记录在所签账册中，未被改动", f"entry {position} is in the signed ledger, unaltered"


def check_evaluation(receipt: dict[str, Any], answer: dict[str, Any]) -> Told:
    """The evaluation that the caller kept is the one of the entry."""
    recorded = _evaluation_of(receipt)
    audit = answer.get("audit")
    if not isinstance(audit, dict):
        raise Unusable("不是评价的答复", "this is not the answer to an evaluation: it has no audit")
    _same("评价编号", "id", answer.get("id"), recorded.get("id"))
    _same("序号", "position", audit.get("position"), receipt.get("position"))
    for name in ("submission_digest", "sheet_digest"):
        _same("摘要", name, audit.get(name), recorded.get(name))
    _same("记录摘要", "entry_digest", audit.get("entry_digest"), receipt.get("entry_digest"))
    names = list(answer)
    # What follows `audit` in the answer is the sheet, member by member as it was written.
    sheet = {name: answer[name] for name in names[names.index("audit") + 1 :]}
    _has_digest("评分表", "the sheet", _written(sheet), _text(recorded, "sheet_digest"))
    yield "所存评价的各项得分与账册记录一致", "the evaluation that was kept is the recorded one, every score of it"


def check_submission(receipt: dict[str, Any], audit: dict[str, Any]) -> Told:
    """The submission (of an audit answer, or by itself) is the one that was scored."""
    submission = audit.get("submission", audit)
    written = json.dumps(submission, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    _has_digest("所报表", "the submission", written, _text(_evaluation_of(receipt), "submission_digest"))
    yield "所报表与账册记录一致", "the submission is the recorded one"


def check_mirror(lines: Callable[[], Iterator[bytes]], notes: Sequence[str], keys: Sequence[Key]) -> Told:
    """The lines of the feed, one leaf each, rebuild the root of every checkpoint."""
    checkpoints = sorted((open_checkpoint(note, keys) for note in notes), key=lambda each: each.size)
    ledgers = {(each.origin, each.algorithm) for each in checkpoints}
    if len(ledgers) != 1:
        raise Unusable("检查点不属于同一账册", "the checkpoints are not of one ledger")
    algorithm = checkpoints[0].algorithm
    count, roots = roots_of_lines(algorithm, lines(), [each.size for each in checkpoints])
    agreed = 0
    for checkpoint in checkpoints:
        yield _signed(checkpoint)
        if roots.get(checkpoint.size) != checkpoint.root:
            raise _difference(lines(), count, agreed, checkpoint)
        agreed = checkpoint.size
        yield f"前 {agreed} 条记录与检查点一致", f"the first {agreed} entries are those of the checkpoint"
    if count > agreed:
        yield (
            f"其后 {count - agreed} 条记录尚无检查点，未核验",
            f"{count - agreed} further entries have no checkpoint and were not checked",
        )


def check_consistency(older: Checkpoint, newer: Checkpoint, proof: dict[str, Any]) -> Told:
    """The older ledger is the beginning of the newer one."""
    yield _signed(older)
    yield _signed(newer)
    if (older.origin, older.algorithm) != (newer.origin, newer.algorithm):
        raise Broken("两个检查点不属于同一账册", "the checkpoints are not of one ledger")
    if older.size > newer.size:
        raise Broken("后一检查点的账册更短：有记录被删除", "the newer ledger is shorter: entries were removed")
    _same("起始大小", "from", proof.get("from"), older.size)
    _same("终止大小", "to", proof.get("to"), newer.size)
    path = [read_hash(each, older.algorithm) for each in _list(proof, "proof")]
    if older.size == 0:
        roots = hash_of(older.algorithm, b""), newer.root
        if path:
            raise Broken("一致性证明过长", "the consistency proof is too long")
    else:
        roots = roots_by_consistency(older.algorithm, older.size, newer.size, older.root, path)
    if roots != (older.root, newer.root):
        raise Broken(
            "两个检查点不一致：前一检查点之后，已有记录被改动",
            "the checkpoints are not consistent: entries of the older one were altered afterwards",
        )
    yield (
        f"{newer.size} 条记录的账册完整保留了先前的 {older.size} 条",
        f"the ledger of {newer.size} entries still has the {older.size} of before, unaltered",
    )


def read_body(body: str) -> dict[str, Any]:
    """An entry; refused unless written in the one way that the ledger writes."""
    entry = read_object(body)
    if json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")) != body:
        raise Broken("记录的写法不规范", "the entry is not written as the ledger writes")
    return entry


def read_hash(text: Any, algorithm: str) -> bytes:
    """`algorithm:hex`."""
    if not isinstance(text, str) or not re.fullmatch(f"{algorithm}:[0-9a-f]{{64}}", text):
        raise Broken(f"不是 {algorithm} 摘要：{text}", f"this is not a digest of {algorithm}: {text}")
    return bytes.fromhex(text.partition(":")[2])


def read_object(text: str) -> dict[str, Any]:
    """A JSON object, its numbers left as they are written."""
    try:
        value = json.loads(text, parse_float=_refuse_number, parse_constant=_refuse_number)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"不是 JSON：{error}", f"this is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise Unusable("不是 JSON 对象", "this is not a JSON object")
    return value


def _refuse_number(text: str) -> Any:
    raise ValueError(f"{text}: the ledger writes figures as text")


def _difference(lines: Iterator[bytes], count: int, agreed: int, checkpoint: Checkpoint) -> Broken:
    """Where the lines differ from the ledger, as far as they themselves show it."""
    for number, line in enumerate(lines, 1):
        if number > checkpoint.size:
            break
        try:
            position = read_body(line.decode()).get("position")
        except (Broken, Unusable, ValueError):
            position = None
        if position != number:
            return Broken(
                f"第 {number} 行不是第 {number} 号记录（缺失、重复、换位或被改动）",
                f"line {number} is not entry {number}: one is missing, doubled, moved or altered",
            )
    if count < checkpoint.size:
        return Broken(
            f"镜像只有 {count} 条记录，检查点覆盖 {checkpoint.size} 条：镜像不全或账册被截断",
            f"the mirror has {count} entries, the checkpoint {checkpoint.size}: it is incomplete or was cut off",
        )
    return Broken(
        f"第 {agreed + 1} 至 {checkpoint.size} 号记录中有的与检查点不符：内容被改动",
        f"among the entries {agreed + 1} to {checkpoint.size} one was altered: they are not those of the checkpoint",
    )


def _evaluation_of(receipt: dict[str, Any]) -> dict[str, Any]:
    recorded = read_body(_text(receipt, "body")).get("evaluation")
    if not isinstance(recorded, dict):
        raise Broken("该记录不是一次评价", "the entry is not about an evaluation")
    return recorded


def _signed(checkpoint: Checkpoint) -> tuple[str, str]:
    return (
        f"检查点签名有效：{checkpoint.origin}，{checkpoint.size} 条记录",
        f"the checkpoint is signed: {checkpoint.origin}, {checkpoint.size} entries",
    )


def _same(name_zh: str, name: str, found: Any, expected: Any) -> None:
    if found != expected or isinstance(found, bool):
        raise Broken(f"{name_zh}不符：{found}，应为 {expected}", f"{name} is {found}, not {expected}")


def _has_digest(name_zh: str, name: str, text: str, digest: str) -> None:
    algorithm = digest.partition(":")[0]
    if read_hash(digest, algorithm) != hash_of(algorithm, text.encode()):
        raise Broken(
            f"{name_zh}与所记摘要不符：内容被改动", f"{name} does not have the recorded digest: it was altered"
        )


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _in_origin(tenant: str) -> str:
    """The tenant as the name of its ledger has it."""
    return "".join(c if c > " " and not c.isspace() and c not in "\x7f+%/" else _percent(c) for c in tenant)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _member(holder: dict[str, Any], name: str, kind: type) -> Any:
    value = holder.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Unusable(f"缺少 {name}", f"{name} is missing, or not as it should be")
    return value


def _text(holder: dict[str, Any], name: str) -> str:
    return str(_member(holder, name, str))


def _whole(holder: dict[str, Any], name: str) -> int:
    return int(_member(holder, name, int))


def _list(holder: dict[str, Any], name: str) -> list[Any]:
    values: list[Any] = _member(holder, name, list)
    if len(values) > 64:
        raise Broken("证明过长", "the proof is longer than any can be")
    return values


# The command line.


def _run(arguments: argparse.Namespace) -> Told:
    keys = _keys(arguments.key)
    if arguments.command == "receipt":
        receipt = read_object(_content(arguments.file))
        yield from check_receipt(receipt, keys)
        if arguments.evaluation:
            yield from check_evaluation(receipt, read_object(_content(arguments.evaluation)))
        if arguments.submission:
            yield from check_submission(receipt, read_object(_content(arguments.submission)))
    elif arguments.command == "mirror":
        notes = [_note(name) for name in arguments.checkpoint]
        yield from check_mirror(lambda: _lines(arguments.file), notes, keys)
    elif arguments.command == "consistency":
        older, newer = (open_checkpoint(_note(name), keys) for name in (arguments.older, arguments.newer))
        yield from check_consistency(older, newer, read_object(_content(arguments.proof)))
    else:
        yield _signed(open_checkpoint(_note(arguments.file), keys))


def _keys(given: Sequence[str]) -> list[Key]:
    texts = [line for each in given for line in (_content(each).splitlines() if os.path.isfile(each) else [each])]
    keys = [read_key(text.strip()) for text in texts if text.strip() and not text.startswith("#")]
    if not keys:
        raise Unusable("没有给出公钥", "no key is given")
    return keys


def _content(name: str) -> str:
    try:
        with open(name, "rb") as file:
            return file.read().decode()
    except OSError as error:
        raise Unusable(f"无法读取 {name}：{error.strerror}", f"{name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Unusable(f"{name} 不是 UTF-8 文本", f"{name} is not UTF-8 text") from None


def _note(name: str) -> str:
    """A checkpoint from a file of its own, or from an answer of the service that has one."""
    content = _content(name)
    return _text(read_object(content), "checkpoint") if content.startswith("{") else content


def _lines(name: str) -> Iterator[bytes]:
    try:
        with open(name, "rb") as file:
            for line in file:
                yield line[:-1] if line.endswith(b"\n") else line
    except OSError as error:
        raise Unusable(f"无法读取 {name}：{error.strerror}", f"{name} cannot be read: {error.strerror}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jixiao-verify", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    receipt = commands.add_parser(
        "receipt", help="核验回执（可省略 receipt 一词）/ a receipt; the word may be left out"
    )
    receipt.add_argument("file")
    receipt.add_argument("--evaluation", help="留存的评价答复 / the answer to the evaluation that was kept")
    receipt.add_argument("--submission", help="审计答复或其中的所报表 / an audit answer, or the submission in it")
    mirror = commands.add_parser("mirror", help="用检查点核验留存的 NDJSON / lines of the feed against checkpoints")
    mirror.add_argument("file")
    mirror.add_argument(
        "--checkpoint", action="append", required=True, help="留存的检查点 / a checkpoint that was kept"
    )
    consistency = commands.add_parser("consistency", help="核验两个检查点一致 / two checkpoints with a proof")
    consistency.add_argument("older")
    consistency.add_argument("newer")
    consistency.add_argument("--proof", required=True, help="一致性证明 / the proof from the service")
    checkpoint = commands.add_parser("checkpoint", help="核验检查点的签名 / the signature of a checkpoint")
    checkpoint.add_argument("file")
    for command in (receipt, mirror, consistency, checkpoint):
        command.add_argument("--key", action="append", required=True, help="公钥或公钥文件 / a key, or a file of keys")
    return parser


def main(given: Sequence[str] | None = None) -> int:
    """Runs the command line; 0, 1 or 2 as the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    words = list(sys.argv[1:] if given is None else given)
    if words and words[0] not in ("receipt", "mirror", "consistency", "checkpoint") and not words[0].startswith("-"):
        words.insert(0, "receipt")
    try:
        for chinese, english in _run(_parser().parse_args(words)):
            sys.stdout.write(f"通过 / ok: {chinese} / {english}\n")
    except Broken as broken:
        sys.stdout.write("不通过 / FAILED: {} / {}\n".format(*broken.args))
        return BROKEN
    except Unusable as unusable:
        sys.stderr.write("无法核验 / not checked: {} / {}\n".format(*unusable.args))
        return UNUSABLE
    return HOLDS


if __name__ == "__main__":
    sys.exit(main())
