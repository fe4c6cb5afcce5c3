package main

import "fmt"

func sum(n int64) int64 {
	if n == 0 {
		return 0
	}
	return n + sum(n-1)
}

func main() {
	var n int64
	fmt.Scan(&n)
	fmt.Println(sum(n))
}
