package ui

import (
	"fmt"
	"strings"
	"testing"
)

// The part of a file around a line: all of a short one, at most rawAround lines behind the place and no
// fewer before it.
func TestPartOf(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "line %d\r\n", i+1)
	}
	for line, want := range map[int][2]int{0: {1, 1 + rawAround}, 1: {1, 1 + rawAround}, 2500: {1, 4500}, 10_000: {8000, 12_000}, 19_999: {17_999, 20_000}} {
		p, err := partOf(strings.NewReader(b.String()), line, "")
		if err != nil {
			t.Fatal(err)
		}
		last := p.first + len(p.lines) - 1
		if p.first > want[0] || last != want[1] || p.more != (last < 20_000) {
			t.Errorf("around %d: lines %d to %d, more %v, want %v", line, p.first, last, p.more, want)
		}
		for i, s := range p.lines {
			if want := fmt.Sprintf("line %d", p.first+i); s != want {
				t.Fatalf("line %d is %q", p.first+i, s)
			}
		}
	}
}

// Where a place has no line, it is the first one that holds a text.
func TestPartOfFound(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "goroutine %d [select]:\n", i+1)
	}
	for find, want := range map[string]int{"goroutine 3 ": 3, "goroutine 15000 ": 15_000, "goroutine 20000 ": 20_000} {
		p, err := partOf(strings.NewReader(b.String()), 0, find)
		if err != nil || p.at != want || !strings.HasPrefix(p.lines[p.at-p.first], find) {
			t.Errorf("%s: at %d of lines from %d on, %v", find, p.at, p.first, err)
		}
	}
	if _, err := partOf(strings.NewReader(b.String()), 0, "goroutine 0 "); err != errNotFound {
		t.Errorf("what is not there: %v", err)
	}
	if p, err := partOf(strings.NewReader("log\n"), 0, "goroutine 7 "); err != nil || p.at != 0 || len(p.lines) != 1 {
		t.Errorf("what is not there in a short file: %d, %v", p.at, err)
	}
}

// A line without an end is cut, a file without lines is told apart.
func TestPartOfOdd(t *testing.T) {
	long := strings.Repeat("x", 3*rawLineBytes)
	p, err := partOf(strings.NewReader(long+"\nshort"), 2, "")
	if err != nil || len(p.lines) != 2 || len(p.lines[0]) > rawLineBytes+len("…") || p.lines[1] != "short" {
		t.Errorf("%d lines, %v", len(p.lines), err)
	}
	if p, err := partOf(strings.NewReader(""), 0, ""); err != nil || len(p.lines) != 0 {
		t.Errorf("of an empty file: %v, %v", p.lines, err)
	}
	if _, err := partOf(strings.NewReader("a\nb\n"), 3, ""); err == nil {
		t.Error("a line that is gone is not missed")
	}
	if _, err := partOf(strings.NewReader("go 1.26 trace\x00\x00\x00"), 0, ""); err != errBinary {
		t.Errorf("of a trace: %v", err)
	}
}
