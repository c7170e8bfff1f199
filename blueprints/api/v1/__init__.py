"""Version 1 of the wire contract, one endpoint per file."""

#: every file here, in the order of the published page
ENDPOINTS: tuple[str, ...] = (
    "activations",
    "logins",
    "token",
    "deactivation",
    "poll",
    "state",
    "sync",
    "snapshot",
    "ack",
    "local_products",
    "sync_settings",
    "transactions",
    "app_update",
    "app_file",
    "app_state",
    "print_jobs",
    "pairings",
    "store_server_poll",
    "store_server_configuration",
    "store_server_logo",
    "store_server_jobs",
    "store_server_health",
    "store_server_discoveries",
    "openapi",
)
