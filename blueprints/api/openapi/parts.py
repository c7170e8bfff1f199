"""What several routes share: parameters and the headers of answers."""

from blueprints.api.openapi.operation import Parameter, Schema

DOWN_STREAM = Parameter(
    "stream",
    "path",
    {"type": "string", "enum": ["configuration", "users", "products"]},
    "A stream that comes down",
)
ANY_STREAM = Parameter(
    "stream",
    "path",
    {"type": "string", "enum": ["configuration", "users", "products", "transactions", "app"]},
    "The stream that the till has run",
)
CURSOR = Parameter(
    "cursor",
    "query",
    {"type": "string"},
    "Where the till stands. Without it: a snapshot of everything",
)
LIMIT = Parameter(
    "limit",
    "query",
    {"type": "integer", "minimum": 1, "maximum": 5000, "default": 1000},
    "Objects on a page",
)
IF_NONE_MATCH = Parameter(
    "If-None-Match", "header", {"type": "string"}, "The ETag of the last answer; the same again is a 304"
)
RANGE = Parameter(
    "Range", "header", {"type": "string", "pattern": "^bytes=[0-9]{1,9}-$"}, "The rest of a file: bytes=4096-"
)
PLATFORM = Parameter(
    "platform",
    "query",
    {"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,39}$"},
    "What the till's app is made for: android-arm64",
)
APP_RUNNING = Parameter(
    "version", "query", {"type": "string", "maxLength": 40}, "The version that runs: 1.4.0"
)
SHA256 = Parameter(
    "sha256", "path", {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "The hash of the file, from its url"
)
LOGO_SHA256 = Parameter(
    "sha256",
    "path",
    {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "The hash of the picture, from the configuration",
)
PIECE = Parameter(
    "Range",
    "header",
    {"type": "string", "pattern": "^bytes=[0-9]{1,9}-([0-9]{1,9})?$"},
    "A part of the file: bytes=1048576-",
)
JOB = Parameter(
    "uuid",
    "path",
    {"type": "string", "format": "uuid"},
    "The job's id, made once by the till and kept over retries",
)

HEADERS: dict[str, Schema] = {
    "X-Request-Id": {
        "description": "Names this request in the server's log",
        "required": True,
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "Fingerprint of the answer, for If-None-Match",
        "required": True,
        "schema": {"type": "string"},
    },
    "Poll-After": {
        "description": "Seconds until the next poll, jitter included",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
    "Retry-After": {
        "description": "Seconds to wait before trying again",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
    "WWW-Authenticate": {
        "description": "The scheme in which the token travels",
        "required": True,
        "schema": {"type": "string", "const": "Bearer"},
    },
    "Content-Range": {
        "description": "Which part of the file this is",
        "required": True,
        "schema": {"type": "string"},
    },
}
