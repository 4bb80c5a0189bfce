"""Official papers out (公文): notices and letters as .docx to the official format, numbered without gaps, read back.

A *kind* of paper is data (`packs/papers/kinds.yaml`): its title, its fields, what it says. `actions.issue` gives one
the next number of its kind, place and year inside the caller's transaction: two at once wait for each other, what is
rolled back leaves no hole. A paper that was withdrawn keeps its number and says so. The fields lie in the file twice,
visible and embedded; `queries.read` names every difference, and every byte that was changed.

The .docx is the paper. No PDF is made: without the official faces on the machine it would be substituted type.
`queries.blank`, `table` and `finished` are what every Word file of the program begins and ends with.
"""
