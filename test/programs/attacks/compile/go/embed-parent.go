// Embeds a file outside the source's folder; patterns may not leave it.
package main

import (
	_ "embed"
	"fmt"
)

//go:embed ../etc/passwd
var passwords string

func main() { fmt.Println(passwords) }
