"""The interface for programs (应用接口): tokens (凭证), answers kept for requests sent again, subscriptions (订阅).

The operations themselves stand in the modules whose questions and changes they are (``<module>/rest/``); here is what
lets a program in: personal and device tokens with scopes and an end, kept as digests; and what goes out: facts told to
a subscriber's address, signed, tried again, never to an address inside unless a setting opens it.
"""
