"""What printing costs: receipts laid out and encoded, and the store server's own start and size."""
