"""Card payments of which nobody knows whether they were paid: told by store servers, answered by people."""
