"""HTTP only: strict on the way in, RFC 9457 problems for what goes wrong, no arithmetic."""
