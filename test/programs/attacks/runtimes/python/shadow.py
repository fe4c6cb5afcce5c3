# The files beside this one have the names of modules that the check of the syntax and the interpreter load; none of them may run in
# their place before this line does.
print("held")
