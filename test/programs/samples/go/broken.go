package main

import "fmt"

func main() {
	unused := 1
	fmt.Println("the line above is an error in Go")
}
