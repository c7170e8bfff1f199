"""The deeds: load, ask the domain, write, record an event; no Flask, no commit."""
