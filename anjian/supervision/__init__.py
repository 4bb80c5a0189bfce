"""挂牌督办: listed supervision of major hazards, from the number on the board to its being struck off and published."""
