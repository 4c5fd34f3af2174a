package dump

import "testing"

// Arguments may be groups within groups, and braces that close nothing: each ends, and what follows is read.
func TestHandsOfNestedGroups(t *testing.T) {
	for args, want := range map[string]uint64{
		"{{0x1, 0x2}, {0x3}}, 0xc000010018": 0xc000010018,
		"{{...}, _}, 0xc000010018":          0xc000010018,
		"0xc000010018}, 0x1":                0xc000010018,
		"}, 0xc000010018":                   0,
		"{{0x1}, 0xc000010018":              0,
	} {
		var p parser
		p.hands([]byte(args), 0)
		if got := p.open.args[0]; got != want {
			t.Errorf("%s: first argument %#x, want %#x", args, got, want)
		}
	}
}
