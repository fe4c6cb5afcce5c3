raise newException(ValueError, "nobody catches this")
