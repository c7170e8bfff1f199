"""From a document's meaning to the bytes a printer understands."""
