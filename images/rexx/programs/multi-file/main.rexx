say "greeting"()
