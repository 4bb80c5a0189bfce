"""Pages of access: signing in and out; the middleware that says who asks."""
