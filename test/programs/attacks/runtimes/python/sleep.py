# Sleeps for a day: no CPU time, so that only the limit of wall time ends it.
import time

time.sleep(86400)
