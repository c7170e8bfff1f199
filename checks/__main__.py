"""Run every house check, or those named on the command line, and list what they found."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from checks import form_texts, hostnames, separate_programs, translations, visible_text
from checks.finding import Finding

CHECKS: dict[str, Callable[[Path], Iterator[Finding]]] = {
    "translations": translations.find_problems,
    "visible-text": visible_text.find_problems,
    "form-texts": form_texts.find_problems,
    "hostnames": hostnames.find_problems,
    "separate-programs": separate_programs.find_problems,
}


def main(names: list[str]) -> int:
    """The number of checks that found something, as the exit code."""
    unknown = set(names) - set(CHECKS)
    if unknown:
        print(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    return sum(not run_check(name) for name in names or CHECKS)


def run_check(name: str) -> bool:
    """Run one check and print what it found; True when it found nothing."""
    findings = sorted(CHECKS[name](Path.cwd()))
    for finding in findings:
        print(finding)
    print(f"{name}: {len(findings) or 'no'} {'problem' if len(findings) == 1 else 'problems'}")
    return not findings


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
