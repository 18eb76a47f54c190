"""What is made of an audit of the dependencies."""

from __future__ import annotations

import json

from tests.audit import LOCKS, REQUIRED, ROOT, pinned_in, read_report

CLEAN = {"name": "httpx", "version": "0.28.1", "vulns": []}
WEAK = {
    "name": "jinja2",
    "version": "2.4.1",
    "vulns": [{"id": "PYSEC-2019-217", "fix_versions": ["2.8.1", "2.10.1"]}],
}
NOT_FOUND = {"name": "rich", "skip_reason": "Dependency not found on PyPI"}


def report(*dependencies: object) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_a_weak_package_stops_the_build_and_tells_what_mends_it() -> None:
    audit = read_report(report(CLEAN, WEAK), ["httpx", "jinja2"])
    assert audit.told() == (
        "weak: jinja2 2.4.1: PYSEC-2019-217, mended in 2.8.1, 2.10.1\n"
        "2 of 2 packages audited"
    )
    assert not audit.is_good_enough()


def test_packages_without_a_known_weakness_are_fine() -> None:
    audit = read_report(report(CLEAN), ["httpx"])
    assert audit.told() == "1 of 1 packages audited"
    assert audit.is_good_enough([REQUIRED])


def test_a_package_nobody_could_tell_about_is_not_called_fine() -> None:
    audit = read_report(report(CLEAN, NOT_FOUND), ["httpx", "rich"])
    assert audit.told() == (
        "1 of 2 packages audited\nNOT AUDITED: 1, PyPI gave no answer"
    )
    assert audit.is_good_enough()
    assert not audit.is_good_enough([REQUIRED])


def test_without_an_answer_nothing_was_audited() -> None:
    for nothing in ("", "Traceback", "{}"):
        audit = read_report(nothing, ["httpx", "rich"])
        assert audit.unknown == ["httpx", "rich"]
        assert not audit.is_good_enough([REQUIRED])


def test_a_package_missing_from_the_report_was_not_audited() -> None:
    assert read_report(report(CLEAN), ["httpx", "rich"]).unknown == ["rich"]


def test_a_package_for_another_system_is_not_asked_about() -> None:
    lock = "colorama==0.4.6 ; sys_platform == 'another' \\\n    --hash=sha256:00\n"
    assert pinned_in(lock) == []


def test_every_pinned_package_is_asked_about() -> None:
    pinned = pinned_in(*((ROOT / lock).read_text() for lock in LOCKS))
    assert {"httpx", "sqlalchemy", "slack-bolt", "ruff", "pip-audit"} <= set(pinned)
