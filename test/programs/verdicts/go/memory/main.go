package main

import (
	"bytes"
	"fmt"
)

func main() {
	var blocks [][]byte
	for i := 0; i < 256; i++ {
		blocks = append(blocks, bytes.Repeat([]byte{byte(i + 1)}, 4<<20))
	}
	fmt.Println(len(blocks) - 214)
}
