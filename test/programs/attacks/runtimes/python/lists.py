# Keeps ever more lists: without a limit the host would have no memory left.
kept = []
while True:
    kept.append([0] * 10000)
