"""What would cost less, and by how much: advice computed from the lines of a bill and its books, each with its arithmetic.

The advice is in the order in which it is followed: every piece is computed on what the pieces before it leave, so that
their savings add up. Not advised on, because the books and the program do not hold what it would need: machines that are
too large (nobody measures how busy they are), commitments whose rate nobody read (``commitments/plans.yaml`` lists which),
disks for throughput (nobody says which are read from end to end), logs handed to S3 (what is kept of them costs less than
the way there), and archives that a restore waits for.
"""
