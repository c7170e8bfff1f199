"""24 hours as a picture: when each window is open, and how many tills come in each quarter of an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import ngettext

from blueprints.formats import number
from domain.sync_windows import QUARTER
from domain.wall_clock import on_the_wall
from services.synchronization.window_list import Load

WIDTH = 960
ROW = 40
LOAD_HEIGHT = 72
FOOT = 24
#: a line and a number every three hours
MARKS = 8
_DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Block:
    """A rectangle with its words."""

    x: float
    width: float
    y: float
    height: float
    label: str


@dataclass(frozen=True)
class Line:
    """One window: its name, and when it is open."""

    name: str
    #: where its name stands
    y: float
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Mark:
    """An hour on the axis."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True)
class Picture:
    """Everything that is drawn."""

    height: int
    lines: tuple[Line, ...]
    load: tuple[Block, ...]
    #: the line on which the load stands, and where the hours stand
    ground: float
    foot: float
    marks: tuple[Mark, ...]
    now_x: float
    begin: datetime
    zone: str
    is_mixed: bool
    busiest: int
    busiest_at: str
    tills: int


def draw_load(load: Load, now: datetime) -> Picture:
    """The picture of a day."""
    lines = tuple(_line(load, place) for place in range(len(load.bars)))
    ground = len(lines) * ROW + 16 + LOAD_HEIGHT
    busiest = max(load.quarters)
    return Picture(
        height=ground + FOOT,
        lines=lines,
        load=_columns(load, busiest, ground),
        ground=ground,
        foot=ground + FOOT - 6,
        marks=tuple(_mark(load, place) for place in range(MARKS + 1)),
        now_x=_x(load, now),
        begin=load.begin,
        zone=load.zone,
        is_mixed=load.is_mixed,
        busiest=busiest,
        busiest_at=_clock(load, load.begin + QUARTER * load.quarters.index(busiest)),
        tills=sum(load.quarters),
    )


def _line(load: Load, place: int) -> Line:
    window, bars = load.bars[place]
    blocks = []
    for bar in bars:
        left, right = _x(load, bar.opening.opens), _x(load, bar.opening.closes)
        hours = f"{_clock(load, bar.opening.opens)}–{_clock(load, bar.opening.closes)}"
        tills = ngettext("%(num)s till", "%(num)s tills", bar.tills)
        blocks.append(
            Block(left, max(2.0, right - left), place * ROW + 18, 14, f"{window.name}: {hours}, {tills}")
        )
    return Line(window.name, place * ROW + 13, tuple(blocks))


def _columns(load: Load, busiest: int, ground: float) -> tuple[Block, ...]:
    wide = WIDTH / len(load.quarters)
    return tuple(
        Block(
            round(place * wide + 0.5, 1),
            round(wide - 1, 1),
            round(ground - LOAD_HEIGHT * count / busiest, 1),
            round(LOAD_HEIGHT * count / busiest, 1),
            f"{_clock(load, load.begin + QUARTER * place)}: {number(count)}",
        )
        for place, count in enumerate(load.quarters)
        if count
    )


def _mark(load: Load, place: int) -> Mark:
    anchor = {0: "start", MARKS: "end"}.get(place, "middle")
    return Mark(WIDTH * place / MARKS, _clock(load, load.begin + _DAY * place / MARKS), anchor)


def _x(load: Load, moment: datetime) -> float:
    return round(min(max((moment - load.begin) / _DAY, 0.0), 1.0) * WIDTH, 1)


def _clock(load: Load, moment: datetime) -> str:
    return f"{on_the_wall(moment, load.zone):%H:%M}"
