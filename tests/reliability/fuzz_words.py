"""What fuzzed bodies are made of: numbers and texts on which parsers, arithmetic, databases and terminals stumbled."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NUMBERS = (
    *_words("0 -0 1 -1 0.1 1e2 1E-6 1e999999999 -1e-999999999 999999999999.999999 1e400 123456789012345678 0.0000001"),
    *_words("NaN Infinity -Infinity 00 1. .5 0x10 1_000 2147483648 9223372036854775808 true false null"),
    "9" * 4301,
)
"""As they stand in JSON, or should not."""

CELLS = (
    *_words(
        "— / 无 0 100% ≥95% ＞=95％ >=95% 不低于95% 达到95%以上 ≤2小时 95 ９５％ 1,505人次 1，505 1.2.3 10-20家 20~10家"
    ),
    *_words(
        "2024年12月底前 2024年2月30日 ≤12月 优 良好 达成预期指标 部分达成 长期 ∞ NaN 1e999999 1e999999999 ≥1/3 0/0"
    ),
    *_words("1元/人·月 5万亩 3‰ 2个百分点 -5℃ ≥95%且≤98% ≥≥95% % ≥ 95%% １２．５万元 12万元3角 𠮷 👩‍👩‍👧‍👦 =1+1"),
    *_words("<script>alert(1)</script> ${jndi:ldap://x} ../../etc/passwd %s%n%x {0.__class__} ((((((a+)+)+)+)+)+!"),
    *("", " ", "\u202e95%", "\u200b95%", "e\u0301", "'; DROP TABLE evaluation; --", "a\r\nb", "\x7f", "\u2028"),
    *("≥" * 500, "9" * 999, "1," * 300, "完成" * 499, "（" * 300, "10-" * 300),
)
"""What may stand in a cell of a form, or does not belong there."""

RAW = (
    *(r'"\u0000"', r'"\ud800"', r'"\udc00\ud800"', r'"\x41"', '{"value":"95"}'),
    *("[[[[[[]]]]]]", "{}", "[]", "{{", "\x00", "\ufeff"),
)
"""Values as JSON spells them, or should not."""

KEYS = (
    *_words("kind fiscal_year region_code rule_pack project department unit funds objective indicators declared"),
    *_words("level1 level2 name target actual weight declared_score deviation_reason improvement tier completion"),
    *_words("direction deductions checks facts parts survey core criterion total rows initial_budget executed"),
    *_words("adjusted_budget arrived code id version amount reason author not_applicable met point answers answer"),
    *_words("count value comparator grade score __class__"),
    "",
)
"""Names of the contract, and some that are none."""

KINDS = _words("project_self_evaluation project_target_self_evaluation project_evaluation department_self_evaluation")
REGIONS = ("110106", "540100", "610000", "420000", "652829", "650102", "1", "")
UNITS = ("", "%", "％", "人次", "家", "万元", "元", "天", "小时", "‰", "份")
