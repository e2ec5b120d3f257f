"""The sidecar: sockets, requests and files in, frames and answers out; it decides nothing."""
