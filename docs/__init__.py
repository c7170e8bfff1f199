"""What people read about Comptoir, and the command that photographs its pages."""
