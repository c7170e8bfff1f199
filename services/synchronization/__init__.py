"""When tills synchronize, and which of them has what: rules, windows, orders, runs, the matrix."""
