"""Tests of the room employees."""
