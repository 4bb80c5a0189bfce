"""Messages out (消息): 企业微信, 钉钉, SMS and mail behind one interface.

A message is owed to a person once per key (its claim in the ledger); it waits out the quiet hours, goes by the first
configured channel for which the person has an address, is tried again when the channel fails, and keeps its receipt.
Nothing leaves the house unless a channel is configured.
"""
