# Runs after the one that planted: nothing of it may be there, and the modules are those of the image.
import os
import site
import sys

strange = [f"{place}/{name}" for place in ("/box", "/tmp", "/dev/shm") for name in os.listdir(place)]
strange += [place for place in sys.path if not place.startswith(("/app", "/usr"))]
for name in ("usercustomize", "sitecustomize", "evil"):
    if name in sys.modules and not sys.modules[name].__file__.startswith(("/usr", "/etc")):
        strange.append(name)
stated = ("PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONNOUSERSITE", "PYTHONUTF8")
strange += [name for name in os.environ if name.startswith("PYTHON") and name not in stated]
if site.ENABLE_USER_SITE:
    strange.append("the user's packages are on")
print("\n".join(strange) or "held")
