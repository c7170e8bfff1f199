"""The documents that tills send to paper: meaning, not bytes (PROTOCOL §7)."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from blueprints.api.v1.messages.print_jobs import DocumentKind


class PrintDocument(Struct):
    """What to print; the member that fits `kind` holds it, and whoever prints it lays it out."""

    kind: DocumentKind
    language: str | None = None
    receipt: dict[str, Any] | None = None
    report: dict[str, Any] | None = None
    text: Annotated[list[Annotated[str, Meta(max_length=2000)]], Meta(max_length=2000)] | None = None
    pdf: str | None = None
    duplicate: bool = False
    open_drawer: bool = False
