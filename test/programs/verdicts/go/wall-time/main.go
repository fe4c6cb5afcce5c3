package main

import "time"

func main() {
	time.Sleep(60 * time.Second)
}
