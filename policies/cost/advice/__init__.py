"""What would cost less, and by how much: advice computed from the lines of a bill and the price book, each with its arithmetic.

Not advised on, because the book and the program do not hold what it would need: commitments and spot machines (the
book holds on-demand prices alone), colder classes of storage (nobody says which objects are read seldom), and machines
that are too large (nobody measures how busy they are).
"""
