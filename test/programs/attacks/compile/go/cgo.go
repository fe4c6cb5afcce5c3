// Asks for C, and with it for flags of a C compiler and a linker. Without cgo there is no such package.
package main

// #cgo CFLAGS: -fplugin=/box/evil.so
// #cgo LDFLAGS: -Wl,-rpath,/box
// #include <stdio.h>
import "C"

func main() { C.puts(C.CString("cgo works")) }
