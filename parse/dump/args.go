package dump

// word is one printed argument: "0xc000012150", "0xc000012150?", "_" or "...". Only the first two are
// known.
type word struct {
	v     uint64
	known bool
	stale bool // marked ?: it may be left over from an earlier use
}

// nibble is the value of a hexadecimal digit as the runtime prints it; 16 for other bytes.
var nibble = func() (t [256]uint8) {
	for i := range t {
		t[i] = 16
	}
	for i, c := range "0123456789abcdef" {
		t[c] = uint8(i)
	}
	return t
}()

// parseWord reads a word off the front of b and returns what follows it and the comma behind it.
func parseWord(b []byte) (w word, rest []byte) {
	if len(b) < 3 || b[0] != '0' || b[1] != 'x' {
		i := 0
		for i < len(b) && b[i] != ',' && b[i] != '}' && b[i] != '{' {
			i++
		}
		return w, comma(b[i:])
	}
	i := 2
	for i < len(b) && i < 18 {
		d := nibble[b[i]]
		if d > 15 {
			break
		}
		w.v = w.v<<4 | uint64(d)
		i++
	}
	w.known = i > 2
	if i < len(b) && b[i] == '?' {
		w.stale = true
		i++
	}
	return w, comma(b[i:])
}

func comma(b []byte) []byte {
	if len(b) >= 2 && b[0] == ',' && b[1] == ' ' {
		return b[2:]
	}
	return b
}

// parsePair reads "{0x7b5258, 0x2dc773b82240}" off the front of b; false when the first group is not
// two known words.
func parsePair(b []byte) (first, second word, ok bool) {
	if len(b) < 2 || b[0] != '{' {
		return word{}, word{}, false
	}
	first, b = parseWord(b[1:])
	second, b = parseWord(b)
	return first, second, first.known && second.known && len(b) > 0 && b[0] == '}'
}
