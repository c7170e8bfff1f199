"""A process that competes for the scheduled work, as each worker of the office does, only faster."""

import sys
import time
from pathlib import Path

from sqlalchemy import create_engine

from models.engine import prepare_engine
from services.scheduler.scheduler import Scheduler

LEASE_SECONDS = 2.0
LOOK_SECONDS = 0.3


def main(url: str, data: str) -> None:
    """Run until killed."""
    engine = create_engine(url)
    prepare_engine(engine)
    Scheduler(engine, Path(data), lease_seconds=LEASE_SECONDS, look_seconds=LOOK_SECONDS).start()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
