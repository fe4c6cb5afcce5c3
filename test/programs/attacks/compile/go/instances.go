// A generic function that needs ever larger instances of itself; the compiler tells such a circle.
package main

type pair[T any] struct{ left, right T }

func grow[T any](value T, depth int) {
	if depth > 0 {
		grow(pair[T]{value, value}, depth-1)
	}
}

func main() { grow(1, 100) }
