"""What each validation error says, in both languages; pydantic's own English never reaches a caller.

Keys are pydantic's error types and those that the field types of v1 raise. `{place}` is the field as the form
names it (places.py); other braces are filled from the error's context, `{choices}` from what it quotes.
"""

from typing import NamedTuple

from app.api.wording import Bilingual


class Wording(NamedTuple):
    """A stable code for programs, and the sentence for people."""

    code: str
    zh: str
    en: str


_INTEGER = Wording("integer_expected", "{place}应为整数", "{place} must be an integer")
_BOOLEAN = Wording("boolean_expected", "{place}应为 true 或 false", "{place} must be true or false")
_OBJECT = Wording("object_expected", "{place}应为 JSON 对象", "{place} must be a JSON object")
_LIST = Wording("list_expected", "{place}应为 JSON 数组", "{place} must be a JSON array")
_CHOICE = Wording("choice_invalid", "{place}只能取：{choices}", "{place} must be one of: {choices}")
_TIME = Wording(
    "date_time_invalid",
    "{place}应为带时区的 RFC 3339 时间，如 2025-03-01T09:00:00+08:00",
    "{place} must be an RFC 3339 time with offset, such as 2025-03-01T09:00:00+08:00",
)
_UUID = Wording("uuid_invalid", "{place}应为 UUID", "{place} must be a UUID")
_NUMBER = Wording("number_expected", "{place}应为数字", "{place} must be a number")
_AT_LEAST = "{place}不得小于 {bound}", "{place} must not be less than {bound}"
_AT_MOST = "{place}不得大于 {bound}", "{place} must not be greater than {bound}"

NOT_VALID = Wording("not_valid", "{place}的值不符合要求", "{place} is not acceptable")

WORDINGS: dict[str, Wording] = {
    "missing": Wording("required", "{place}为必填项，请补充", "{place} is required"),
    "extra_forbidden": Wording(
        "unknown_field", "{place}不是本接口的字段{suggestion}", "{place} is not a field{suggestion}"
    ),
    "invalid_key": _OBJECT,
    "model_type": _OBJECT,
    "is_instance_of": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "union_tag_not_found": _OBJECT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "iterable_type": _LIST,
    "set_type": _LIST,
    "too_long": Wording(
        "too_many_items",
        "{place}最多 {max_length} 项",
        "{place} must not have more than {max_length} items",
    ),
    "too_short": Wording(
        "too_few_items", "{place}至少 {min_length} 项", "{place} must have at least {min_length} items"
    ),
    "string_type": Wording("text_expected", "{place}应为文本", "{place} must be text"),
    "string_too_long": Wording(
        "text_too_long", "{place}最多 {max_length} 个字符", "{place} must not exceed {max_length} characters"
    ),
    "string_too_short": Wording(
        "text_too_short",
        "{place}至少 {min_length} 个字符",
        "{place} must have at least {min_length} characters",
    ),
    "string_pattern_mismatch": Wording("format_invalid", "{place}格式不符{hint}", "{place} has the wrong format{hint}"),
    "string_unicode": Wording("text_expected", "{place}应为文本", "{place} must be text"),
    "int_type": _INTEGER,
    "int_parsing": _INTEGER,
    "int_parsing_size": _INTEGER,
    "int_from_float": _INTEGER,
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "greater_than_equal": Wording("too_small", *_AT_LEAST),
    "greater_than": Wording("too_small", "{place}应大于 {bound}", "{place} must be greater than {bound}"),
    "less_than_equal": Wording("too_large", *_AT_MOST),
    "less_than": Wording("too_large", "{place}应小于 {bound}", "{place} must be less than {bound}"),
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "union_tag_invalid": _CHOICE,
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
    "datetime_object_invalid": _TIME,
    "timezone_aware": _TIME,
    "timezone_offset": _TIME,
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "uuid_version": _UUID,
    "number_expected": Wording(
        "number_expected",
        '{place}应为数字：JSON 数字或十进制数文本，如 15 或 "15.0"',
        '{place} must be a number: a JSON number or decimal text, such as 15 or "15.0"',
    ),
    "number_format": Wording(
        "number_format",
        "{place}应为普通十进制数，如 15 或 -0.5；不接受指数、千分位、下划线、全角数字和单位",
        "{place} must be a plain decimal such as 15 or -0.5, without exponent, separators, "
        "underscores, full-width digits or unit",
    ),
    "number_out_of_bounds": Wording(
        "number_out_of_bounds",
        "{place}中的数字超出范围：最多 18 位数字、6 位小数，不用指数、下划线",
        "{place} holds a number out of bounds: at most 18 digits and 6 decimals, no exponent, no underscores",
    ),
    "number_out_of_range": Wording(
        "number_out_of_range",
        "{place}应在 {least} 至 {most} 之间",
        "{place} must lie between {least} and {most}",
    ),
    "amount_invalid": Wording(
        "amount_invalid",
        "{place}应为金额，如 22.575、1,234.5 或 38.75万元；没有金额请留空",
        "{place} must be an amount such as 22.575, 1,234.5 or 38.75万元; leave it empty if there is none",
    ),
    "value_expected": Wording(
        "value_expected",
        "{place}应为表中所印的文本或数字",
        "{place} must be the text or the number that the form prints",
    ),
    "value_or_object_expected": Wording(
        "value_expected",
        "{place}应为表中所印的文本、数字，或含 comparator、value、unit 的对象",
        "{place} must be what the form prints, text or number, or an object with comparator, value and unit",
    ),
    "control_character": Wording(
        "control_character",
        "{place}含有不可显示的控制字符（只允许制表、换行、回车）",
        "{place} holds a control character (only tab, line feed and carriage return are allowed)",
    ),
    "region_code_required": Wording(
        "required",
        "{place}为必填项：未指定 rule_pack 时，须按行政区划选取规则包",
        "{place} is required: without rule_pack the rules are chosen by region",
    ),
    "funds_or_indicators_required": Wording(
        "required",
        "绩效指标（indicators）与项目资金（funds）至少填写一项",
        "at least one of indicators and funds is required",
    ),
    "mof_div_code_required": Wording(
        "required",
        "{place}中的“MOF_DIV_CODE 财政区划代码”为必填项：未指定 rule_pack 时，须按区划选取规则包",
        "MOF_DIV_CODE in {place} is required: without rule_pack the rules are chosen by region",
    ),
    "platform_rows_required": Wording(
        "required",
        "PM_SELF_EVAL_INDICATOR、PM_PERF_SELF_BGT、funds_total 至少填写一项",
        "at least one of PM_SELF_EVAL_INDICATOR, PM_PERF_SELF_BGT and funds_total is required",
    ),
    "deleted_evaluation": Wording(
        "deleted_evaluation",
        "{place}为 1：已删除的自评不能提交评分",
        "{place} is 1: an evaluation that was deleted cannot be scored",
    ),
    "number_out_of_column": Wording(
        "number_out_of_column",
        "{place}超出该列 NUMBER({digits},{places})：小数点前最多 {whole} 位、其后最多 {places} 位",
        "{place} does not fit NUMBER({digits},{places}): at most {whole} digits before the point, {places} behind it",
    ),
    "supplement_too_long": Wording(
        "too_many_items",
        "{place}中的 indicators 最多 {max_length} 项，与 PM_SELF_EVAL_INDICATOR 的行数一致",
        "indicators in {place} must not have more than {max_length} items, the rows of PM_SELF_EVAL_INDICATOR",
    ),
    "required_by_method": Wording(
        "required",
        "{place}为必填项：method 为 {method} 时必须提供",
        "{place} is required by the method {method}",
    ),
}

FORMAT_HINTS: dict[str, Bilingual] = {
    "region_code": Bilingual(
        "：应为 6 位数字的行政区划代码（GB/T 2260），如 110106", ": six digits of GB/T 2260, such as 110106"
    ),
    "id": Bilingual(
        "：只用小写字母、数字、连字符，如 beijing-project-self-evaluation",
        ": lower-case letters, digits and hyphens, such as beijing-project-self-evaluation",
    ),
    "version": Bilingual("：如 1.0.0", ": such as 1.0.0"),
    "FISCAL_YEAR": Bilingual("：应为四位年份文本，2000 至 2100", ": four digits as text, from 2000 to 2100"),
    "MOF_DIV_CODE": Bilingual(
        "：应为 9 位财政区划代码，前 6 位为行政区划代码（GB/T 2260），如 110106000",
        ": nine digits, of which the first six are those of GB/T 2260, such as 110106000",
    ),
}
