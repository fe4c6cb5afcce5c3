// Tries to connect: loopback, the cloud's metadata, Docker's bridge and socket, a name; and to listen. None may work.
package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

func main() {
	tried, through := 0, 0
	fails := func(what string, err error) {
		tried++
		if err == nil {
			through++
			fmt.Println(what, "got through")
		}
	}
	targets := [][2]string{
		{"tcp", "127.0.0.1:80"}, {"tcp", "[::1]:80"}, {"tcp", "169.254.169.254:80"}, {"tcp", "172.17.0.1:2375"},
		{"udp", "127.0.0.1:53"}, {"unix", "/var/run/docker.sock"}, {"unix", "@docker"}, {"tcp", "metadata.google.internal:80"},
	}
	for _, target := range targets {
		_, err := net.DialTimeout(target[0], target[1], 200*time.Millisecond)
		fails(target[1], err)
	}
	_, err := net.Listen("tcp", "127.0.0.1:0")
	fails("listening", err)
	fmt.Fprintln(os.Stderr, tried, "attempts")
	if through == 0 && tried == 9 {
		fmt.Println("held")
	}
}
