//go:build unix

package ui

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// Suspended, the program gives the terminal back and stops; woken again, it draws the same.
func TestSuspend(t *testing.T) {
	x := open(t, "show")
	x.until("send outlives")
	x.press("5")
	x.until("Allocation sites")
	x.press("\x1a")
	x.untilSeen("the end of the alternate screen", func() bool { return strings.Contains(x.seen.String(), ansi.ResetModeAltScreenSaveCursor) })
	x.seen.Reset()
	time.Sleep(200 * time.Millisecond) // it stops itself after that, which is not seen from here
	if err := x.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	x.until("Allocation sites")
	x.press("\x03")
	x.until("ended: <nil>")
}
