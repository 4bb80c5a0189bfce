"""What was recorded without a signal (离线记录): taken in from phones, each record once, in the order of its phone.

A record bears an id made on the phone (UUID version 7), the phone's own running number, what the person had seen of
the matter, the digest of the lists they worked by, the phone's time and how far that was off at the last contact. It is
kept as it came before anything is done with it, so nothing is lost, and gets a *fate* (去向): accepted 已记录,
held 待核, conflict 待核, dropped 不记. Records of one phone are applied strictly by its running numbers, whatever order
and pieces they arrive in: one that has come too early waits. Facts never conflict; a move of a matter that its state no
longer allows is kept as a fact of its own (`events.REFUSED`) and waits for one decision.

Modules say what they can take in (`taking.takes`) and what a phone should carry (`taking.carries`).
"""
