package dump

import "bytes"

// splitCall splits the first line of a frame,
//
//	net/http.(*conn).serve(0x2ea778194120, {0x7b5258, 0x2dc773b82240})
//
// into the function and what is between the last parentheses. It is false for a line that is none: the
// arguments are hexadecimal words, and the name has no spaces but in type arguments.
func splitCall(b []byte) (name, args []byte, ok bool) {
	if len(b) < 4 || b[len(b)-1] != ')' {
		return nil, nil, false
	}
	i := bytes.LastIndexByte(b, '(')
	if i <= 0 {
		return nil, nil, false
	}
	name, args = b[:i], b[i+1:len(b)-1]
	return name, args, isArgs(args) && isName(name)
}

// isArgs reports whether b is what runtime.printArgs prints: "0x1?, {0x2, 0x3}, _, ...".
func isArgs(b []byte) bool {
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
		case c == 'x', c == ',', c == ' ', c == '{', c == '}', c == '?', c == '.', c == '_':
		default:
			return false
		}
	}
	return true
}

// isName reports whether b can be the name of a function: with a dot ("panic" is how gopanic is
// printed), not starting like a log line, and with spaces in and before brackets only.
func isName(b []byte) bool {
	if string(b) == "panic" {
		return true
	}
	if len(b) == 0 || b[0] <= ' ' || b[0] == '[' || b[0] == '"' || bytes.IndexByte(b, '.') < 0 {
		return false
	}
	depth := 0
	for i, c := range b {
		switch c {
		case '[', '(', '{':
			depth++
		case ']', ')', '}':
			depth--
		case ' ', '=', '"':
			if depth == 0 && !bytes.HasPrefix(b[i:], []byte(" {")) { // "main.struct { *main.T }.Do"
				return false
			}
		}
	}
	return true
}

// splitPlace splits the second line of a frame, which begins with a tab,
//
//	/src/my app/run (2).go:95 +0xe7 fp=0x229fe1860fb0 sp=0x229fe1860f18 pc=0x689027
//	C:/src/run.go:95 +0xe7
//
// into file and line. The file may hold spaces and colons, so it is read from the back.
func splitPlace(b []byte) (file []byte, line int, ok bool) {
	b = trimPlace(b)
	i := bytes.LastIndexByte(b, ':')
	if i <= 0 || i+1 == len(b) {
		return nil, 0, false
	}
	v, n := digits(b[i+1:])
	if n != len(b)-i-1 || v > 1<<31 {
		return nil, 0, false
	}
	return b[:i], int(v), true
}

// trimPlace takes the words behind "file:line" away: +0x…, fp=0x…, sp=0x…, pc=0x…
func trimPlace(b []byte) []byte {
	for {
		b = bytes.TrimRight(b, " ")
		i := bytes.LastIndexByte(b, ' ')
		if i < 0 || !isOffset(b[i+1:]) {
			return b
		}
		b = b[:i]
	}
}

func isOffset(w []byte) bool {
	return len(w) > 3 && w[0] == '+' && w[1] == '0' && w[2] == 'x' ||
		len(w) > 5 && w[2] == '=' && w[3] == '0' && w[4] == 'x' && (w[1] == 'p' || w[1] == 'c')
}

// placeText returns what follows the indent of a frame's second line; false without one. Some log
// viewers turn the tab into spaces.
func placeText(b []byte) ([]byte, bool) {
	if len(b) > 1 && b[0] == '\t' {
		return b[1:], true
	}
	t := bytes.TrimLeft(b, " ")
	return t, len(b)-len(t) >= 2 && len(t) > 0
}

// barePlace returns a frame's second line that has lost its indent, as what is pasted into a ticket has: it names a
// file of source and no more.
func barePlace(b []byte) ([]byte, bool) {
	file, _, ok := splitPlace(b)
	return b, ok && (bytes.HasSuffix(file, []byte(".go")) || bytes.HasSuffix(file, []byte(".s"))) && bytes.IndexByte(file, '/') >= 0
}

var (
	createdBy   = []byte("created by ")
	inGoroutine = []byte(" in goroutine ")
)

// splitCreator splits "created by F in goroutine N"; the id is -1 before Go 1.21.
func splitCreator(b []byte) (name []byte, id int64, ok bool) {
	name, ok = bytes.CutPrefix(b, createdBy)
	if !ok {
		return nil, -1, false
	}
	if i := bytes.LastIndexByte(name, ' ') + 1; i > len(inGoroutine) {
		if v, n := digits(name[i:]); n > 0 && bytes.HasSuffix(name[:i], inGoroutine) {
			return name[:i-len(inGoroutine)], v, true
		}
	}
	return name, -1, true
}
