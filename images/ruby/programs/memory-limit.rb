kept = []
loop { kept << ('x' * 1_000_000 + kept.size.to_s) }
