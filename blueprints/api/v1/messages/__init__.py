"""The messages on the wire, one thing a file; the published OpenAPI is made from them."""
