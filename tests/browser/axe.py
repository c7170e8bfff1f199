"""axe-core looks at a page; what it complains of, one line each."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RUN = """
axe.run(document, {options}).then((found) => JSON.stringify(found.violations.flatMap((violation) =>
  violation.nodes.map((node) => [violation.id, violation.help, node.html.slice(0, 160), node.failureSummary]))))
"""

#: two frames drawn and every transition over: only then have colours and places become what they are
SETTLED = """
new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => Promise.allSettled(
  document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < Infinity).map((one) => one.finished)
).then(done))))
"""


def find_violations(page: Page, *, rules: tuple[str, ...] = ()) -> list[str]:
    """Every violation on the page once it has come to rest; `rules` limits what is looked at.

    It goes in by the debugger, so that the page keeps its content security policy.
    """
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    page.evaluate(SETTLED)
    debugger = page.context.new_cdp_session(page)
    if not page.evaluate("'axe' in window"):
        debugger.send("Runtime.evaluate", {"expression": SOURCE.read_text()})
    expression = RUN.replace("{options}", json.dumps(options))
    answer = debugger.send(
        "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
    )
    debugger.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    found = json.loads(answer["result"]["value"])
    return [f"{rule}: {help_} | {html} | {' '.join(summary.split())}" for rule, help_, html, summary in found]
