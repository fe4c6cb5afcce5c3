# A regular expression that takes 2^40 steps to fail; no handler of a signal would be called meanwhile.
import re

print(re.match(r"(a|a)*b", "a" * 40))
