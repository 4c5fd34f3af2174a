//go:build unix

package ui

import (
	"os"
	"path/filepath"
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

// A terminal that goes away, as when SSH loses its connection, does not take the marks with it.
func TestHangupKeepsSession(t *testing.T) {
	session := filepath.Join(t.TempDir(), "s.json")
	x := open(t, "show", "UI_TEST_SESSION="+session)
	x.until("send outlives")
	x.press(" ")
	x.until("1 mark")
	x.cmd.Process.Signal(syscall.SIGHUP)
	x.cmd.Wait()
	if b, err := os.ReadFile(session); err != nil || !strings.Contains(string(b), `"chain/7f3a9c2b"`) {
		t.Errorf("the session is %q, %v", b, err)
	}
}
