"""Operations of access: accounts by the three of 三员, sign-ins, what was done with accounts."""
