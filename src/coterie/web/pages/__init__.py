"""The pages: one file per page, each with a `router`."""
