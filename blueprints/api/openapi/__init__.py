"""The published contract: OpenAPI 3.1, made from the message types and one declaration per route."""

from blueprints.api.openapi.contract import PublishedContract

__all__ = ["PublishedContract"]
