"""The shop of the examples: its ids, and secrets that belong to nobody."""

import hashlib

TILL_SECRET = "pAYEcnmkBEfRqhzR5Ej3DyIVRAp_I6vYdOg4bB3oRSY"  # noqa: S105
NEXT_TILL_SECRET = "Zs7bMAdY0bnvFmD0FSrnLTmyDQcNIWRukc2rJvFXoaU"  # noqa: S105
OTHER_TILL_SECRET = "u3bW6tGnq1xL9o2cJ7yKf8hVd4sRzE5mTpA0iQwXvBk"  # noqa: S105
BOX_SECRET = "cZ8Yt0mB2vKqP6xW4nHs1rLd9fJg3aUe7iOy5kQwTzE"  # noqa: S105

#: of the two tills in their shop's network
LAN_KEY = "q8RkYw2vN5tXz0LcHs7mBd4pJf1uGa6eVi9oTn3yKxE"
OTHER_LAN_KEY = "B7nQe0sWk3rTj6yPh9vLc2xMf5zDg8aUo1iXu4tRb_w"

TILL_CODE = "7K4M-Q2XD"
BOX_CODE = "9WPA-3TGH"
INSTALL = "0d1a9f34-5c0e-4a39-9c39-3a3b3c1f7d52"
OTHER_INSTALL = "6a7f0c1e-92d4-4b7b-8f5a-1e2d3c4b5a69"
BOX_INSTALL = "b4f0b7a2-1f6e-4d0f-9f0b-7c1f5b9a2e10"
EMAIL = "alicja@example.com"
PASSWORD = "correct horse battery"  # noqa: S105

ACCOUNT = "d9w2nq6fy0khb5xr"
STORE = "m4k8t1zc7vj3pq0s"
DEVICE = "x7f3hbn2k9wd5rta"
OTHER_DEVICE = "c1y6gq8m0zs4vjne"
BOX = "r5p0xw3t8kf6nhyb"
TERMINAL = "j6d0yk8r3qx5wbna"
PRINTER = "h2v9mj4q7ads1zce"
UNIT = "t8n1rk5w0xg6ybfc"
TAX = "f6z3pd9h2vm7qjks"
CATEGORY = "b0c5wy8t1nr4xgha"
SOUP = "k3j7vqz2m6d9fspe"
EGGS = "y1x4ht8b5wc0gnrk"
EMPLOYEE = "n9e6sa2f7pm3jdvz"

LOCAL_GOOD = "a8d3f6b0-2c5e-4f7a-9b1d-0e4c6a8b2d35"
OTHER_LOCAL_GOOD = "5e7c9a1b-3d4f-4c6e-8a0b-2f4d6c8e0a17"
JOB = "f47ac10b-58cc-4372-a567-0e02b2c3d479"
PAYMENT = "3b9d6f21-7e4c-4a58-9d10-5c2e8f7a6b34"
OTHER_PAYMENT = "c0a5e7d9-1f3b-4826-b7c4-9e6d2a8f0b15"
SHIFT = "2f1d6c58-8f2b-4f4c-9b67-52a0f8e0c9d1"


def sha256(secret: str) -> str:
    """What a till or a box says of its secret: the SHA-256 in hex, nothing else."""
    return hashlib.sha256(secret.encode()).hexdigest()


#: of the certificate that the box shows in the shop's network
CERTIFICATE = sha256("Comptoir store server")
CONFIGURATION_CURSOR = "m7ezeggbq96y.3"
OTHER_CONFIGURATION_CURSOR = "w2kq8d5nz0rt.4"
USERS_CURSOR = "31at2gt0n9d3.1"
PRODUCTS_CURSOR = "g87ty8k07dwm.8"
PRODUCTS_NEXT_PAGE = "g87ty8k07dwm.8.2.5"
POLL_ETAG = '"6794efbba19ab32baaf0df86"'
BOX_POLL_ETAG = '"b678f84901a5f124218f"'
REVISION = "dad14af7bb0cf9dc"
TICKET = "Yk3nB8sQ0vT5xW1zR6mC9pL2dF7hJ4gA_eUoI-yKtEw"
