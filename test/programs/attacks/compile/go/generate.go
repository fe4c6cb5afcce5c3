// Asks for a command before the compilation. `go build` runs none.
package main

//go:generate sh -c "exit 77"
//go:generate sh -c "kill -9 -1"

import "fmt"

func main() { fmt.Println("held") }
