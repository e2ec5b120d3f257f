"""A server's address -> whether it keeps to the protocol of docs/wire.md, check by check."""
