# Leaves a shell behind that has a session of its own, ignores every signal it may and burns CPU: it must not outlive the run.
import subprocess
import time

shell = 'trap "" HUP INT TERM PIPE; (while :; do :; done) & while :; do echo still here > /box/daemon; done'
for _ in range(3):
    subprocess.Popen(
        ["/bin/sh", "-c", shell],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
time.sleep(0.05)
print("held")
