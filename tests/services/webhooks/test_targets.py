"""Nothing is sent but to a listed origin, whatever an address is made to look like."""

import pytest

from app.services.webhooks.targets import LONGEST_URL, Origin, Targets

LISTED = Targets.read("https://platform.example.gov.cn, https://10.1.2.3:8443,http://127.0.0.1:9000,http://[::1]:9000")


def test_a_list_is_read_as_origins() -> None:
    assert LISTED.origins == {
        Origin("https", "platform.example.gov.cn", 443),
        Origin("https", "10.1.2.3", 8443),
        Origin("http", "127.0.0.1", 9000),
        Origin("http", "::1", 9000),
    }
    assert Targets.read("") == Targets.read(" , ") == Targets(frozenset())
    assert Targets.read("HTTPS://Platform.Example.Gov.CN:443/").origins < LISTED.origins


@pytest.mark.parametrize(
    "entry",
    [
        "platform.example.gov.cn",
        "https://",
        "https://platform.example.gov.cn/hooks",
        "https://platform.example.gov.cn?x=1",
        "https://user@platform.example.gov.cn",
        "http://platform.example.gov.cn",
        "http://10.1.2.3",
        "ftp://platform.example.gov.cn",
        "https://*.gov.cn\\",
        "https://平台.example",
        "https://a b",
    ],
)
def test_what_is_no_origin_or_not_trusted_is_not_listed(entry: str) -> None:
    with pytest.raises(ValueError, match="not"):
        Targets.read(f"https://good.example,{entry}")


@pytest.mark.parametrize(
    "url",
    [
        "https://platform.example.gov.cn",
        "https://platform.example.gov.cn/hooks?x=1",
        "https://PLATFORM.example.gov.cn:443/hooks",
        "https://10.1.2.3:8443/",
        "http://127.0.0.1:9000/hooks",
        "http://[::1]:9000/hooks",
    ],
)
def test_a_listed_origin_is_a_target_on_any_path(url: str) -> None:
    assert LISTED.refusal(url) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://platform.example.gov.cn:8443/hooks", "not_listed"),
        ("http://platform.example.gov.cn/hooks", "not_https"),
        ("https://platform.example.gov.cn./hooks", "not_listed"),
        ("https://platform.example.gov.cn.evil.example/hooks", "not_listed"),
        ("https://evil.example/?https://platform.example.gov.cn", "not_listed"),
        ("https://evil.example#@platform.example.gov.cn", "not_a_url"),
        ("https://platform.example.gov.cn@evil.example/", "not_a_url"),
        ("https://user:word@platform.example.gov.cn/", "not_a_url"),
        ("https://evil.example\\@platform.example.gov.cn/", "not_a_url"),
        ("https:\\\\platform.example.gov.cn/", "not_a_url"),
        ("https://platform.example.gov.cn/ hooks", "not_a_url"),
        ("https://platform.example.gov.cn/\thooks", "not_a_url"),
        ("https://platform.example.gov.cn/hooks\n", "not_a_url"),
        ("https://platform.example.gov.cn/钩子", "not_a_url"),
        ("https://pl\u0430tform.example.gov.cn/", "not_a_url"),
        ("//platform.example.gov.cn/hooks", "not_a_url"),
        ("platform.example.gov.cn/hooks", "not_a_url"),
        ("https:///hooks", "not_a_url"),
        ("https://platform.example.gov.cn:99999/", "not_a_url"),
        ("https://platform.example.gov.cn:0/", "not_a_url"),
        ("https://platform.example.gov.cn:https/", "not_a_url"),
        ("file:///etc/passwd", "not_a_url"),
        ("gopher://platform.example.gov.cn/", "not_a_url"),
        ("http://169.254.169.254/latest/meta-data", "not_https"),
        ("https://169.254.169.254/latest/meta-data", "not_listed"),
        ("http://2130706433:9000/", "not_https"),
        ("http://127.0.0.2:9000/", "not_listed"),
        ("http://localhost:9000/", "not_listed"),
        ("https://127.0.0.1:9000/", "not_listed"),
        ("http://127.0.0.1:9001/", "not_listed"),
        ("", "not_a_url"),
    ],
)
def test_what_only_looks_like_a_target_is_refused(url: str, reason: str) -> None:
    assert LISTED.refusal(url) == reason


def test_a_url_may_be_as_long_as_it_may_and_no_longer() -> None:
    longest = "https://10.1.2.3:8443/".ljust(LONGEST_URL, "a")
    assert LISTED.refusal(longest) is None
    assert LISTED.refusal(longest + "a") == "not_a_url"


def test_without_a_list_there_is_no_target() -> None:
    assert Targets.read("").refusal("https://platform.example.gov.cn") == "no_targets"
