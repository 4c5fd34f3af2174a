package dump

import "strings"

// version tells which Go built the program, when the path of its standard library says so:
//
//	/root/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.1.linux-amd64/src/runtime/proc.go
//	/usr/lib/go-1.19/src/net/http/server.go
//	/usr/local/go1.21.3/src/net/http/server.go
//
// Line numbers are not enough: they are equal in many versions.
func (t *stacks) version() string {
	for i := range t.places {
		file := t.places[i].file
		dir, _, ok := strings.Cut(strings.ReplaceAll(file, `\`, "/"), "/src/")
		if !ok {
			continue
		}
		dir = dir[strings.LastIndexByte(dir, '/')+1:]
		if _, v, ok := strings.Cut(dir, "-go1."); ok && strings.HasPrefix(dir, "toolchain@") {
			n := skip([]byte(v), 0, func(c byte) bool { return isDigit(c) || c == '.' && !strings.HasPrefix(v, ".") })
			return "go1." + strings.TrimRight(v[:n], ".")
		}
		for _, p := range []string{"go-1.", "go1."} {
			if v, ok := strings.CutPrefix(dir, p); ok && v != "" && skip([]byte(v), 0, isDigitOrDot) == len(v) {
				return "go1." + v
			}
		}
	}
	return ""
}

func isDigitOrDot(c byte) bool { return isDigit(c) || c == '.' }
