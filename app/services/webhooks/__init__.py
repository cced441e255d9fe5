"""Sending what is recorded to whoever subscribed: CloudEvents, signed, in the order of the ledger."""
