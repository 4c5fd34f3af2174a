package exectrace

import (
	"testing"
	"time"
)

func TestCtxLine(t *testing.T) {
	l, err := parseCtxLine("cancel 7 WithTimeout 3 in=-1.5s depth=4 via=*main.Conn key=main.key call=2 ended boundary=http new=1")
	if want := (ctxLine{"cancel", 7, "WithTimeout", 3, "", -1500 * time.Millisecond, true, 4, "*main.Conn", "main.key", 2, true, "http"}); err != nil || l != want {
		t.Errorf("got %+v, %v\nwant %+v", l, err, want)
	}
}

// FuzzCtxLine: whatever a line says, its numbers are ones that can be reckoned with.
func FuzzCtxLine(f *testing.F) {
	f.Add("make 7 WithTimeout 3 in=2s depth=4")
	f.Add("cancel 7 WithCancel background call=2 ended")
	f.Add("cross 18446744073709551615 WithValue other key=main.key boundary=")
	f.Add("done 1 WithDeadline todo in=-2562047h47m16.854775808s depth=-1")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := parseCtxLine(text)
		if err == nil && (l.id == 0 || l.parent >= l.id || l.depth < 0 || l.call < 0 || l.in > time.Duration(longest) || l.in < -time.Duration(longest)) {
			t.Errorf("%q: %+v", text, l)
		}
	})
}
