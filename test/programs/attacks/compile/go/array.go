// An array of a type that doubles sixty times: more initialised data than there are addresses.
package main

var data = [1 << 40]byte{1: 1, 1<<40 - 1: 1}

func main() { println(data[1]) }
