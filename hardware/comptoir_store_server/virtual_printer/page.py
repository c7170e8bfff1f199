"""The page that shows the papers and the printer's switches."""

from collections.abc import Mapping, Sequence
from html import escape

from .events import Fault
from .paper import Paper
from .status import PaperSupply, State

SWITCHES = ("cover_open", "offline", "mute", "drawer_open", "cutter_jammed", "power")
SHOWN = 40


def render_page(
    language: str,
    words: Mapping[str, str],
    state: State,
    papers: Sequence[Paper],
    waiting: Sequence[str],
    address: str,
) -> str:
    """The whole page."""
    title = escape(words["title"])
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">'
        '<script src="/page.js" defer></script></head><body>'
        f"<header><h1>{title}</h1>"
        f"<p>{escape(words['address'])} <code>{escape(address)}</code></p></header>"
        f'<main><div class="panel" id="panel">{render_panel(words, state, waiting)}</div>'
        f'<section class="papers"><h2>{escape(words["papers"])}</h2>'
        f'<div id="papers">{render_papers(words, papers)}</div></section></main></body></html>'
    )


def render_panel(words: Mapping[str, str], state: State, waiting: Sequence[str]) -> str:
    """The state and its switches."""
    readiness = "ready" if state.is_ready else "not_ready"
    options = "".join(
        f'<option value="{supply.value}"{" selected" if supply is state.paper else ""}>'
        f"{escape(words['paper_' + supply.value])}</option>"
        for supply in PaperSupply
    )
    left = "" if state.lines_left is None else state.lines_left
    return (
        f'<p class="state {readiness}" role="status">{escape(words[readiness])}</p>'
        '<form method="post" action="/state"><input type="hidden" name="form" value="1">'
        f'<label>{escape(words["paper"])} <select name="paper">{options}</select></label>'
        f"<label>{escape(words['lines_left'])} "
        f'<input name="lines_left" type="number" min="0" max="9999" value="{left}"></label>'
        + "".join(_switch(words, state, name) for name in SWITCHES)
        + f"<button>{escape(words['apply'])}</button></form>"
        + _waiting(words, waiting)
    )


def _switch(words: Mapping[str, str], state: State, name: str) -> str:
    checked = " checked" if getattr(state, name) else ""
    box = f'<input type="checkbox" name="{name}" value="on"{checked}>'
    return f'<label class="switch">{box} {escape(words[name])}</label>'


def _waiting(words: Mapping[str, str], waiting: Sequence[str]) -> str:
    if not waiting:
        return ""
    return (
        f'<section class="waiting"><h2>{escape(words["waiting"])}</h2>'
        f"<pre>{escape(chr(10).join(waiting))}</pre>"
        f'<form method="post" action="/tear"><button>{escape(words["tear"])}</button></form></section>'
    )


def render_papers(words: Mapping[str, str], papers: Sequence[Paper]) -> str:
    """The papers, newest first."""
    if not papers:
        return f'<p class="empty">{escape(words["empty"])}</p>'
    return "".join(render_paper(words, paper) for paper in list(papers)[: -SHOWN - 1 : -1])


def _fault(words: Mapping[str, str], fault: Fault) -> str:
    return f"<li>{escape(words['fault_' + fault.code.value])} <code>{escape(fault.detail)}</code></li>"


def render_paper(words: Mapping[str, str], paper: Paper) -> str:
    """One paper: its picture, its text, its faults."""
    faults = "".join(_fault(words, fault) for fault in paper.faults)
    trouble = (
        f'<div class="faults"><h3>{escape(words["faults"])}</h3><ul>{faults}</ul></div>' if faults else ""
    )
    picture = f"/papers/{paper.number}.png?at={paper.printed_at:%Y%m%d%H%M%S}"
    return (
        f'<article class="paper" id="paper-{paper.number}" data-number="{paper.number}">'
        f'<h3>{paper.number} · <time datetime="{paper.printed_at.isoformat()}">'
        f"{paper.printed_at:%H:%M:%S} UTC</time></h3>"
        f'<a href="{picture}"><img src="{picture}" alt="{escape(paper.text)}"></a>'
        f"<details><summary>{escape(words['as_text'])}</summary><pre>{escape(paper.text)}</pre></details>"
        f"{trouble}</article>"
    )
