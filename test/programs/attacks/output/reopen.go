// Reads its input and writes its answer through the streams' names, as honest programs do.
package main

import (
	"fmt"
	"os"
)

func main() {
	names := [][3]string{
		{"/dev/stdin", "/dev/stdout", "/dev/stderr"},
		{"/dev/fd/0", "/dev/fd/1", "/dev/fd/2"},
		{"/proc/self/fd/0", "/proc/self/fd/1", "/proc/self/fd/2"},
		{"/proc/thread-self/fd/0", "/proc/thread-self/fd/1", "/proc/thread-self/fd/2"},
	}
	for _, name := range names {
		in, err := os.Open(name[0])
		if err != nil {
			panic(err)
		}
		var word string
		fmt.Fscan(in, &word)
		for _, stream := range name[1:] {
			out, err := os.OpenFile(stream, os.O_WRONLY, 0)
			if err != nil {
				panic(err)
			}
			fmt.Fprintln(out, word)
			out.Close()
		}
		in.Close()
	}
}
