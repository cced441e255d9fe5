"""The columns of the platform's self-evaluation tables, as far as they are known.

They were read in public code of a performance module and are not confirmed against the official standard
(《预算管理一体化系统技术标准》), which this project has not seen. docs/platform.md says so to the reader.
"""

from dataclasses import dataclass

STANDARD = "预算管理一体化系统技术标准"
CONFIRMED = False

SELF_EVALUATION = "PM_PERF_SELF_EVAL"
INDICATORS = "PM_SELF_EVAL_INDICATOR"
BUDGET = "PM_PERF_SELF_BGT"
GOALS = "PM_SELF_EVAL_GOAL"
TOTAL = "funds_total"
"""Our own addition: the total in the columns of the budget table; the platform has a row per source only."""
SUPPLEMENT = "supplement"
"""Our own addition: what a score may depend on and no column holds, in the words of the ordinary request."""

YES, NO = 1, 2


@dataclass(frozen=True, slots=True)
class TextColumn:
    """VARCHAR2(longest); whether that counts characters or bytes is not known."""

    longest: int
    zh: str
    en: str
    example: str | None = None


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """NUMBER(digits, places)."""

    digits: int
    places: int
    zh: str
    en: str
    example: str | None = None


@dataclass(frozen=True, slots=True)
class FlagColumn:
    """NUMBER(1): 1 yes, 2 no."""

    zh: str
    en: str
    example: int


Column = TextColumn | NumberColumn | FlagColumn

SCORE = 16, 6
WEIGHT = 16, 4
AMOUNT = 18, 2
RATE = 16, 4
_ID = "019ab3c2-7d10-7c3e-9a55-0242ac120002"

TABLES: dict[str, dict[str, Column]] = {
    SELF_EVALUATION: {
        "EVAL_ID": TextColumn(38, "自评信息主键：本服务的评价编号", "The key: our id of the evaluation", _ID),
        "FISCAL_YEAR": TextColumn(4, "评价年度", "The year evaluated", "2024"),
        "MOF_DIV_CODE": TextColumn(9, "财政区划代码：行政区划代码加 000", "Region: six digits and 000", "110106000"),
        "MOF_DIV_NAME": TextColumn(360, "财政区划名称", "Name of the region", "北京市丰台区"),
        "DEPT_CODE": TextColumn(21, "部门代码", "Code of the department", "149"),
        "DEPT_NAME": TextColumn(360, "部门名称", "Name of the department", "北京市丰台区卫生健康委员会"),
        "AGENCY_CODE": TextColumn(21, "单位代码", "Code of the unit", "149020"),
        "AGENCY_NAME": TextColumn(360, "单位名称", "Name of the unit", "北京市丰台区社区卫生服务管理中心"),
        "PRO_CODE": TextColumn(21, "项目代码", "Code of the project", "11010624T000002725033"),
        "PRO_NAME": TextColumn(180, "项目名称", "Name of the project", "2024年社区卫生人员岗位培训补助经费"),
        "TOTAL_EVAL_VALUE": NumberColumn(
            *SCORE,
            "单位自评得分：答复中为本服务的总分，提交时为填报的总分",
            "The score: the service's in an answer, the declared one in a request",
            "98.480000",
        ),
        "DEPT_SCORE": NumberColumn(*SCORE, "主管部门评分", "Score given by the department", "97.000000"),
        "DEVI_ANALY": TextColumn(2000, "偏差分析及整改措施：资金偏差原因", "Why the money was not spent", "年底追加"),
        "APPLICATION_ADVISE": TextColumn(2000, "结果应用建议", "What to make of the result", "下年继续安排"),
        "DEP_AUD_OPINION": TextColumn(2000, "主管部门审核意见", "Opinion of the department", "同意"),
        "MOF_AUD_OPINION": TextColumn(2000, "财政部门审核意见", "Opinion of the finance department", "同意"),
        "DEPT_SUGGEST": TextColumn(2000, "部门意见建议", "Suggestion of the department", "细化培训人次的测算"),
        "IS_LAST_INST": FlagColumn("是否终审：1 现行有效的一次，2 否", "1: the attempt that counts; 2: not", YES),
        "IS_DELETED": FlagColumn("是否删除：1 已撤回或已被替代，2 否", "1: withdrawn or superseded; 2: not", NO),
        "CREATE_TIME": TextColumn(
            17, "创建时间，北京时间 yyyyMMddHHmmssSSS", "When it was recorded, UTC+8", "20250120160000000"
        ),
        "UPDATE_TIME": TextColumn(
            17,
            "更新时间：撤回的时间，否则同创建时间",
            "When it was withdrawn, else as CREATE_TIME",
            "20250120160000000",
        ),
    },
    INDICATORS: {
        "EVAL_IND_ID": TextColumn(
            38, "主键：由评价编号与行次导出", "The key: made of the evaluation's id and the row", _ID
        ),
        "EVAL_ID": TextColumn(38, "自评信息主键", "The evaluation", _ID),
        "KPI_ID": TextColumn(
            38, "绩效指标主键", "The platform's key of the indicator", "8a8b9c7d6e5f40310000000000000001"
        ),
        "LV1_PERF_IND_CODE": TextColumn(300, "一级指标代码", "Code of level 1", "01"),
        "LV1_PERF_IND_NAME": TextColumn(1000, "一级指标名称", "Level 1", "产出指标"),
        "LV2_PERF_IND_CODE": TextColumn(300, "二级指标代码", "Code of level 2", "0101"),
        "LV2_PERF_IND_NAME": TextColumn(1000, "二级指标名称", "Level 2", "数量指标"),
        "LV3_PERF_IND_CODE": TextColumn(300, "三级指标代码", "Code of level 3", "010101"),
        "LV3_PERF_IND_NAME": TextColumn(1000, "三级指标名称", "Level 3, the indicator", "培训参加人次"),
        "KPI_VAL": TextColumn(1000, "指标值", "The target", "≥1628"),
        "IND_COMP": TextColumn(2000, "指标值完成情况", "What was achieved", "1505"),
        "KPI_EVALSTD": TextColumn(
            2000, "评（扣）分标准：所用的评分规则", "The scoring standard: the rule applied", "按完成比例计分"
        ),
        "IND_WEIGHT": NumberColumn(*WEIGHT, "权重：分值", "The weight in points", "15.0000"),
        "EVAL_SCORE": NumberColumn(
            *SCORE,
            "自评得分：答复中为本服务的得分，提交时为填报的得分",
            "The score: the service's in an answer, the declared one in a request",
            "13.480000",
        ),
        "DEVI_ANALY": TextColumn(
            2000,
            "偏差分析及整改措施：偏差原因，另起一行写改进措施",
            "The reason and, on a new line, the measure",
            "人员流出",
        ),
        "APPLICATION_ADVISE": TextColumn(2000, "结果应用建议", "What to make of the result", "调低下年指标值"),
    },
    BUDGET: {
        "FOUND_TYPE_CODE": TextColumn(38, "资金来源代码", "Code of the source of money", "11"),
        "FOUND_TYPE_NAME": TextColumn(360, "资金来源名称", "The source of money", "当年财政拨款"),
        "REPLY_AMT": NumberColumn(*AMOUNT, "年初批复数（元）", "The initial budget in 元", "244200.00"),
        "YEAR_ADJ_AMT": NumberColumn(
            *AMOUNT, "年度调整金额（元）：变动后预算数减年初批复数", "CUR_AMT less REPLY_AMT", "-18450.00"
        ),
        "CUR_AMT": NumberColumn(*AMOUNT, "变动后预算数（元）", "The adjusted budget in 元", "225750.00"),
        "YEAR_EXE_AMT": NumberColumn(*AMOUNT, "全年执行数（元）", "The amount spent in 元", "225750.00"),
        "EXE_AMT_RATE": NumberColumn(
            *RATE,
            "资金执行率，1 即 100%：全年执行数除以变动后预算数",
            "YEAR_EXE_AMT over CUR_AMT; 1 is 100%",
            "1.0000",
        ),
        "EXE_SCORE": NumberColumn(
            *SCORE, "资金执行得分，只在合计行", "The score of the execution rate, of the total only", "10.000000"
        ),
    },
    GOALS: {
        "KPI_TARGET": TextColumn(2000, "预期目标", "What was to be achieved", "完成全区社区卫生人员培训"),
        "GOAL_COMP": TextColumn(2000, "完成情况", "What was achieved", "培训 1505 人次"),
    },
}

ECHOED: dict[str, tuple[str, ...]] = {
    SELF_EVALUATION: (
        "MOF_DIV_NAME",
        "DEPT_SCORE",
        "APPLICATION_ADVISE",
        "DEP_AUD_OPINION",
        "MOF_AUD_OPINION",
        "DEPT_SUGGEST",
    ),
    INDICATORS: ("KPI_ID", "LV1_PERF_IND_CODE", "LV2_PERF_IND_CODE", "LV3_PERF_IND_CODE", "APPLICATION_ADVISE"),
    BUDGET: ("FOUND_TYPE_CODE",),
    GOALS: (),
}
"""What this service knows nothing of: the answer to a request gives it back as it came, and nothing keeps it."""


def label(column: Column) -> str:
    """What the column is called in Chinese, without what is said about it."""
    return column.zh.partition("：")[0].partition("，")[0]
