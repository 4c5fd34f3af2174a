package ui

import (
	"os"
	"testing"
)

// testdata/frame.txt is a still frame of the real UI, for the README. -update draws it anew.
func TestStillFrame(t *testing.T) {
	s := newSession(t)
	s.start(Options{}, plainRenderer())
	s.key("100x44")
	s.show(full())
	for _, k := range []string{"enter"} {
		s.key(k)
	}
	got := s.screen()
	if *update {
		if err := os.WriteFile("testdata/frame.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/frame.txt")
	if err != nil || string(want) != got {
		t.Errorf("testdata/frame.txt shows another frame; -update draws it anew: %v", err)
	}
}
