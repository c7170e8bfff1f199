"""`GET /openapi.json`: this very contract for machines; people read `/developers`."""

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState

from blueprints.api.openapi import PublishedContract

endpoint = Blueprint("openapi", __name__)


@endpoint.record_once
def _keep_contract(state: BlueprintSetupState) -> None:
    """The page for people reads the contract from the API app, too."""
    state.app.extensions["contract"] = PublishedContract(state.app)


@endpoint.get("/openapi.json")
def get_document() -> Response:
    """200 with the OpenAPI document of the running version, or 304."""
    contract: PublishedContract = current_app.extensions["contract"]
    response = Response(contract.content, content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Access-Control-Allow-Origin"] = "*"  # it is public, and viewers run in browsers
    response.set_etag(contract.etag)
    response.make_conditional(request)
    return response
