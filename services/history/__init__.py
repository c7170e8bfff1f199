"""The audit trail: written by every deed, read by people."""
