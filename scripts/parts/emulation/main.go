// Writes the architecture that this program was built for into a file: machine FILE.
package main

import (
	"os"
	"runtime"
)

func main() {
	if err := os.WriteFile(os.Args[1], []byte(runtime.GOARCH+"\n"), 0o644); err != nil {
		panic(err)
	}
}
