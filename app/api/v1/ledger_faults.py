"""What does not hold in a ledger, in words."""

from app.api.wording import Bilingual
from app.storage.ledger import Fault

_MESSAGES: dict[str, tuple[str, str]] = {
    "gap": ("第 {} 号记录缺失", "entry {} is missing"),
    "altered_entry": ("第 {} 号记录被改动", "entry {} was altered"),
    "missing_evaluation": ("第 {} 号记录所涉的评价已不在库中", "the evaluation of entry {} is no longer stored"),
    "altered_evaluation": (
        "第 {} 号记录所涉的评价与账册不符，留存内容被改动",
        "the evaluation of entry {} is not as the ledger has it: what is stored was altered",
    ),
    "altered_submission": ("第 {} 号记录所涉的提交内容被改动", "the submission of entry {} was altered"),
    "altered_sheet": ("第 {} 号记录所涉的评分表被改动", "the score sheet of entry {} was altered"),
    "missing_withdrawal": ("第 {} 号记录所涉的撤回已不在库中", "the withdrawal of entry {} is no longer stored"),
    "altered_withdrawal": ("第 {} 号记录所涉的撤回被改动", "the withdrawal of entry {} was altered"),
    "invalid_row": ("第 {} 号记录处有本服务不会写入的内容", "at entry {} is something that this service never writes"),
    "unrecorded_evaluation": (
        "序号 {} 处有一次未入账的评价",
        "at position {} is an evaluation that the ledger does not have",
    ),
    "unrecorded_withdrawal": (
        "序号 {} 处有一次未入账的撤回",
        "at position {} is a withdrawal that the ledger does not have",
    ),
    "wrong_tile": ("第 {} 号记录起的树节点被改动", "the stored nodes of the tree from entry {} on were altered"),
    "wrong_head": (
        "账册末尾与其所称不符，自序号 {} 起：记录被截去或插入，或首部被改动",
        "the end of the ledger is not as its head says, from position {} on: cut off, added to, or the head altered",
    ),
    "wrong_checkpoint": (
        "账册与第 {} 号记录处留存的检查点不符",
        "the ledger does not agree with the checkpoint stored at entry {}",
    ),
    "wrong_trusted_head": (
        "账册与所给的第 {} 号记录处的检查点不符：此前的记录被改写或截去",
        "the ledger does not agree with the given checkpoint at {}: entries up to there were rewritten or cut off",
    ),
    "wrong_effective": (
        "序号 {} 处的表，现行有效的不是应当有效的一次",
        "of the form at position {} another attempt counts than should",
    ),
    "wrong_finding": (
        "第 {} 号记录所涉评价的问题索引与评价不符",
        "the index of findings does not agree with the evaluation of entry {}",
    ),
}
_OTHERS = ("序号 {} 处不符", "something does not hold at position {}")


def fault_message(fault: Fault) -> Bilingual:
    """The fault in both languages, with its place."""
    zh, en = _MESSAGES.get(fault.code, _OTHERS)
    return Bilingual(zh.format(fault.position), en.format(fault.position))
