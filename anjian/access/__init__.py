"""Access (账号与权限): accounts, sign-in with lock-out, and who is asking: it makes the viewer of every request.

Every page needs somebody signed in unless it is listed as public.
"""
