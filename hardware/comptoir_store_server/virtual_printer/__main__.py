"""Runs the virtual printer by itself: python -m comptoir_store_server.virtual_printer."""

import argparse
import sys

from .command import add_arguments, run

parser = argparse.ArgumentParser(prog="virtual-printer", description="A receipt printer on the screen.")
add_arguments(parser)
sys.exit(run(parser.parse_args()))
