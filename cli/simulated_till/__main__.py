"""`python -m cli.simulated_till`."""

import sys

from cli.simulated_till.command_line import main

sys.exit(main())
