// An honest program that looks for anything that somebody before it has left, and says `clean` when there is nothing.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

var found []string

func lookInto(directory, allowed string) {
	entries, err := os.ReadDir(directory)
	if err != nil {
		found = append(found, err.Error())
	}
	for _, entry := range entries {
		if entry.Name() != allowed {
			found = append(found, directory+" holds "+entry.Name())
		}
	}
}

func lookAtTable(path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		found = append(found, err.Error())
	}
	for number, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if number > 0 && line != "" {
			found = append(found, path+": "+line)
		}
	}
}

func lookAtProcesses() {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		found = append(found, err.Error())
	}
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err == nil && pid != 1 && pid != os.Getpid() {
			found = append(found, "process "+entry.Name()+" lives")
		}
	}
}

func main() {
	if where, err := os.Getwd(); err != nil || where != "/box" {
		found = append(found, "the working directory is not /box")
	}
	lookAtProcesses()
	for _, directory := range []string{"/box", "/tmp", "/dev/shm", "/dev/mqueue"} {
		lookInto(directory, "")
	}
	lookInto("/app", "program")
	for _, table := range []string{"shm", "sem", "msg"} {
		lookAtTable("/proc/sysvipc/"+table)
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur != 1024 || limit.Max != 1024 {
		found = append(found, fmt.Sprint("the limit of descriptors is ", limit.Cur))
	}
	if input, err := os.ReadFile("/dev/stdin"); err != nil || string(input) != "anybody here?\n" {
		found = append(found, "/dev/stdin does not give the input")
	}
	text := "clean"
	if len(found) > 0 {
		text = strings.Join(found, "\n")
	}
	out, err := os.OpenFile("/dev/stdout", os.O_WRONLY, 0)
	if err != nil {
		os.Exit(3)
	}
	fmt.Fprintln(out, text)
}
