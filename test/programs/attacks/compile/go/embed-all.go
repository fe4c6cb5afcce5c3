// Embeds all there is beside the source: nothing but the submission may be there at compile time.
package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
)

//go:embed all:*
var everything embed.FS

func main() {
	files, strange := 0, 0
	fs.WalkDir(everything, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		if path != "main.go" && path != "beside.txt" {
			strange++
			fmt.Println(path)
		}
		return nil
	})
	fmt.Fprintf(os.Stderr, "%d files\n", files)
	if files == 2 && strange == 0 {
		fmt.Println("held")
	}
}
