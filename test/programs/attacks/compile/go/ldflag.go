// Hands a flag to the linker by a directive that only cgo's own output may have.
package main

//go:cgo_ldflag "-Wl,--dynamic-linker=/box/evil"
//go:cgo_import_dynamic system system "libc.so.6"

func main() {}
