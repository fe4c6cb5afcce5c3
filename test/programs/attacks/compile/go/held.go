// A good program; what lies beside it is the attack.
package main

import "fmt"

func main() { fmt.Println("held") }
