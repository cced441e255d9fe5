"""Who calls, and what they may do: every route declares it with `needs(scope)` or `public()`."""
