"""What hangs in this shop and was not typed in by anybody: found in the network, at the plugs of this box."""
