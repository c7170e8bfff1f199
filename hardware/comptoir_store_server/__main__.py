"""Lets the store server be started as ``python -m comptoir_store_server``."""

import sys

from comptoir_store_server.command import main

if __name__ == "__main__":
    sys.exit(main())
