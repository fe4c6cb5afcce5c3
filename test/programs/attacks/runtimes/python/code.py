# Makes ever more code: each function is compiled anew and kept.
kept = []
while True:
    names = {}
    exec("\n".join(f"def f{i}(a): return a * {len(kept) * 1000 + i}" for i in range(1000)), names)
    kept.append(names)
