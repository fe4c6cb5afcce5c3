# Writes to every place that a later Python would read from. Lists where it could.
import os
import site
import sys
import sysconfig

places = [place for place in sys.path + site.getsitepackages() + list(sysconfig.get_paths().values()) if place]
places += [os.path.dirname(os.__file__) + "/__pycache__", os.path.dirname(sys.executable), "/app", "/app/__pycache__"]
places += ["/etc/python3.13", "/etc"]
places += ["/usr/local/lib", "/usr/local/lib/python3.13/dist-packages", "/", "/.serin", "/usr/lib/python3"]
found = []
for place in dict.fromkeys(places):
    for name in ("sitecustomize.py", "evil.pth", "os.cpython-313.pyc"):
        try:
            with open(os.path.join(place, name), "w") as file:
                file.write("raise SystemExit(77)\n")
            found.append(os.path.join(place, name))
        except OSError:
            pass
for name in (os.__file__, sys.executable, "/app/main.py", "/proc/self/exe"):
    for act in (lambda: open(name, "r+").close(), lambda: os.unlink(name), lambda: os.rename(name, name + "~"), lambda: os.chmod(name, 0o777)):
        try:
            act()
            found.append(name)
        except OSError:
            pass
print(len(places), "places tried", file=sys.stderr)
print("\n".join(found) or "held")
