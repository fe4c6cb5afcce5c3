package main

import "runtime/debug"

// Go turns a panic into exit code 2, unless it is told to crash: then it aborts.
func main() {
	debug.SetTraceback("crash")
	panic("on purpose")
}
