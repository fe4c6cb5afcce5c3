// Reaches for a function of the runtime's own that no package exports.
package main

import _ "unsafe"

//go:linkname schedinit runtime.schedinit
func schedinit()

func main() { schedinit() }
