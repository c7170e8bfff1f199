"""What printing costs; measured by the store server's own program, which shares no code with the office."""
