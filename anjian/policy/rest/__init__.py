"""Operations of `policy`: the words that facts and rules are made of."""
