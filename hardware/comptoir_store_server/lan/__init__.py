"""What tills ask the box for directly, also while the internet is down: paper, drawers, weights."""
