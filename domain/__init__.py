"""What a shop knows: pure rules over plain values; standard library only."""
