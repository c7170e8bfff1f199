"""What the shop sells: products, prices, files that bring and take them."""
