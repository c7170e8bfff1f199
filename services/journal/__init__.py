"""What tills sold: entries taken in once, word for word, and all that is made of them."""
