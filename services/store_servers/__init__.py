"""The box in the shop: pairing, what it is told, what it says of itself and finds."""
