"""The box's own pages: what was printed in this shop, where and why; also while the internet is down."""
