"""Operations of `places`: divisions are public facts."""
