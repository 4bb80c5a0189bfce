"""Operations of `registry`: enterprises."""
