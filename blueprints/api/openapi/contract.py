"""The contract of a running API app: made once, when somebody first asks for it."""

import hashlib
from functools import cached_property
from typing import Any

from flask.sansio.app import App

from blueprints.api.openapi.document import build_document
from blueprints.api.wire import json_bytes


class PublishedContract:
    """The OpenAPI document, its bytes and their fingerprint."""

    def __init__(self, api: App) -> None:
        self._api = api

    @cached_property
    def document(self) -> dict[str, Any]:
        """OpenAPI 3.1."""
        return build_document(self._api)

    @cached_property
    def content(self) -> bytes:
        """The document as JSON."""
        return json_bytes(self.document)

    @cached_property
    def etag(self) -> str:
        """Changes exactly when the document does."""
        return hashlib.sha256(self.content).hexdigest()[:20]
