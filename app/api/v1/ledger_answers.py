"""What the service answers about the ledger, as schemas."""

from typing import Annotated

from pydantic import Field

from app.api.v1.fields import told
from app.api.v1.sheet_answers import AnswerModel, Digest

Tenant = Annotated[str, told("租户，每个租户一本账册。", "The tenant; each has a ledger of its own.", "default")]
EntryPosition = Annotated[int, told("序号，从 1 起，不留空号。", "The entry's number, from 1, without gaps.", 1)]
RootText = Annotated[Digest, told("默克尔树的根。", "The root of the Merkle tree.", "sha256:8890f74d…")]
EntryDigest = Annotated[
    Digest, told("记录的摘要，即默克尔树的叶。", "The entry's digest: the leaf of the tree.", "sha256:8890f74d…")
]
BodyText = Annotated[
    str, told("记录的原文（规范化 JSON 文本），逐字节计入摘要。", "The entry itself as canonical JSON, to the byte.")
]
CheckpointText = Annotated[
    str,
    told(
        "检查点：账册名称、记录数、根，及其签名（C2SP tlog-checkpoint）。请另行保存。",
        "The checkpoint: origin, size and root, signed (C2SP tlog-checkpoint). Keep it elsewhere.",
        "jixiao/default\n1\niJD3Tb…=\n\n— jixiao/default Az3grl…=\n",
    ),
]
VerifierKeyText = Annotated[
    str,
    told(
        "验证公钥。请从其他可靠渠道核对后使用：随回执一同得到的公钥不能证明回执。",
        "The key to verify with. Compare it with one that came another way: a receipt's own key proves nothing.",
        "jixiao/default+c74f20a3+ARpc2Q…",
    ),
]
Proof = Annotated[
    list[Digest],
    Field(max_length=64),
    told("证明所需的各个摘要（RFC 9162）。", "The digests of the proof (RFC 9162).", ["sha256:46d66b58…"]),
]
TreeSize = Annotated[int, told("账册的记录数。", "How many entries the ledger has.", 1)]
RecordedAt = Annotated[str, told("留存时间（RFC 3339）。", "When it was recorded.", "2026-11-22T13:00:00.000000Z")]


class HeadAnswer(AnswerModel):
    """账册的现状及其签名。Where the ledger stands, signed."""

    tenant: Tenant
    position: Annotated[int, told("最后一条记录的序号；空账册为 0。", "The last entry; 0 while there is none.", 1)]
    root: RootText
    checkpoint: CheckpointText
    verifier_key: VerifierKeyText


class LedgerEntryAnswer(AnswerModel):
    """账册的一条记录。One entry of the ledger."""

    position: EntryPosition
    entry_kind: Annotated[
        str,
        told(
            "evaluation、revision、withdrawal 或 rule_pack。",
            "An evaluation, a revision, a withdrawal or the publication of a rule pack.",
            "evaluation",
        ),
    ]
    evaluation_id: Annotated[
        str | None,
        told("所涉评价；规则包发布为 null。", "The evaluation it is about.", "01a2039f-3114-7a8a-9d09-37b054604be4"),
    ]
    recorded_at: RecordedAt
    body: BodyText
    entry_digest: EntryDigest


class EntriesAnswer(AnswerModel):
    """账册的一段。A stretch of the ledger."""

    items: Annotated[list[LedgerEntryAnswer], told("由旧到新。", "Oldest first.")]
    next_after: Annotated[
        int, told("下一段的 after：所给最后一条的序号。", "`after` of the next stretch: the last position given.", 1)
    ]
    head: Annotated[int, told("账册最后一条记录的序号。", "The last position of the ledger.", 1)]


class CheckpointAnswer(AnswerModel):
    """一个检查点。One checkpoint."""

    position: Annotated[int, told("签名时的记录数。", "How many entries it covers.", 1)]
    root: RootText
    checkpoint: CheckpointText
    recorded_at: RecordedAt


class CheckpointsAnswer(AnswerModel):
    """留存的检查点。The checkpoints that are kept."""

    items: Annotated[list[CheckpointAnswer], told("由旧到新。", "Oldest first.")]
    next_after: Annotated[int, told("下一段的 after。", "`after` of the next stretch: the last position given.", 1)]
    verifier_key: VerifierKeyText


class InclusionAnswer(AnswerModel):
    """记录在账册中的证明。Proof that an entry is in the ledger."""

    tenant: Tenant
    position: EntryPosition
    body: BodyText
    entry_digest: EntryDigest
    tree_size: TreeSize
    root: RootText
    inclusion_proof: Proof
    checkpoint: Annotated[
        str | None,
        told(
            "现账册的检查点；按先前大小证明时为 null，请用自己保存的。",
            "The checkpoint of the present ledger; null for an earlier size, of which you have your own.",
        ),
    ]
    verifier_key: VerifierKeyText


class ReceiptAnswer(AnswerModel):
    """回执：请与评分答复一同保存，日后可离线核验（jixiao-verify）。

    A receipt to be kept with the answer; jixiao-verify checks it offline, now or in ten years.
    """

    evaluation: Annotated[str, told("评价编号。", "The evaluation.", "01a2039f-3114-7a8a-9d09-37b054604be4")]
    tenant: Tenant
    position: EntryPosition
    body: BodyText
    entry_digest: EntryDigest
    tree_size: TreeSize
    root: RootText
    inclusion_proof: Proof
    checkpoint: CheckpointText
    verifier_key: VerifierKeyText


class ConsistencyAnswer(AnswerModel):
    """账册只增不改的证明。Proof that the ledger was only ever added to."""

    tenant: Tenant
    from_: Annotated[int, Field(alias="from"), told("先前的记录数。", "The earlier size.", 1)]
    to: Annotated[int, told("其后的记录数。", "The later size.", 2)]
    from_root: RootText
    to_root: RootText
    proof: Proof
    checkpoint: Annotated[
        str | None,
        told(
            "to 为现账册时其检查点，否则为 null。",
            "The checkpoint of `to`, where that is the present ledger; else null.",
        ),
    ]
    verifier_key: VerifierKeyText


FaultCode = Annotated[
    str,
    told(
        "何种不符：gap、altered_entry、missing_evaluation、altered_evaluation、altered_submission、altered_sheet、"
        "wrong_tile、wrong_head、wrong_checkpoint、wrong_trusted_head 等。",
        "What does not hold: gap, altered_entry, missing_evaluation, altered_evaluation, altered_submission, "
        "altered_sheet, wrong_tile, wrong_head, wrong_checkpoint, wrong_trusted_head and others.",
        "altered_evaluation",
    ),
]


class FaultAnswer(AnswerModel):
    """第一处不符。The first place that does not hold."""

    position: Annotated[int, told("何处：记录的序号。", "Where: the entry's position.", 7)]
    code: FaultCode
    field: Annotated[str, told("哪张表的哪一列。", "The table and the column.", "evaluation.score")]
    detail: Annotated[str, told("详情。", "More about it.", "evaluation.score of evaluation 01a2039f-…")]
    message_zh: Annotated[str, told("中文说明。", "The message in Chinese.", "第 7 号记录所涉评价的留存内容与账册不符")]
    message_en: Annotated[
        str, told("英文说明。", "The message in English.", "the evaluation of entry 7 is not as the ledger has it")
    ]


class VerificationAnswer(AnswerModel):
    """核验结果。What a verification came to."""

    tenant: Tenant
    from_: Annotated[int, Field(alias="from"), told("起始序号。", "The first position asked for.", 1)]
    to: Annotated[int, told("终止序号。", "The last position asked for.", 1)]
    head: Annotated[int, told("账册最后一条记录的序号。", "The last position of the ledger.", 1)]
    holds: Annotated[bool, told("是否全部相符。", "Whether all of it holds.", True)]
    checked: Annotated[int, told("自起始处连续相符的条数。", "How many entries in a row hold.", 1)]
    fault: FaultAnswer | None
    next_from: Annotated[
        int | None, told("未核验部分的起始序号；已到末尾为 null。", "Where to go on; null at the end.", None)
    ]
