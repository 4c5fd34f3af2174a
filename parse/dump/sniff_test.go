package dump

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestSniff is sure of every fixture but the two that have no dump.
func TestSniff(t *testing.T) {
	for _, path := range fixtures(t) {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		head := text(ar)
		head = head[:min(len(head), 4<<10)]
		want := !strings.Contains(string(ar.Files[1].Data), "error")
		if got := Sniff(head); got != want {
			t.Errorf("%s: sniffed %v, want %v", path, got, want)
		}
	}
}

// TestText tells a log from other files.
func TestText(t *testing.T) {
	for head, want := range map[string]bool{
		"2026/11/22 01:07:00 listening\n":    true,
		"caf\xc3\xa9 \x1b[31mred\x1b[0m\r\n": true,
		"cut in a rune \xc3":                 true,
		"":                                   false,
		"goroutine profile: total 7\n4 @ 0x43a1\n":   false,
		"go 1.26 trace\x00\x00\x00\x01\x05":          false,
		"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff":   false,
		"\x0a\x04\x08\x01\x10\x02\x12\x13\x14\x15ab": false,
	} {
		if got := Text([]byte(head)); got != want {
			t.Errorf("%q: text %v, want %v", head, got, want)
		}
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if Sniff(data[:4<<10]) || Text(data[:4<<10]) {
		t.Error("a program is no text")
	}
}
