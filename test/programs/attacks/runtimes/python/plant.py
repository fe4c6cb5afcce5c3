# Leaves files where the next Python would take its settings or its modules from: below HOME, in the working directory, in TMPDIR.
import os

home = os.environ["HOME"]
packages = f"{home}/.local/lib/python3.13/site-packages"
names = [f"{packages}/usercustomize.py", f"{packages}/evil.pth", f"{home}/.pythonrc.py", f"{home}/.pydistutils.cfg"]
names += ["/box/os.py", "/box/sitecustomize.py", f"{home}/pyvenv.cfg", "/tmp/sitecustomize.py", "/tmp/__pycache__/main.cpython-313.pyc", "/box/encodings/__init__.py"]
for name in names:
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w") as file:
        file.write("print('planted')\nimport os; os._exit(77)\n")
print("held")
