package correlate

import (
	"slices"
	"strings"
	"testing"
)

// The look-up is by bisection, and one name must not begin another.
func TestLibraries(t *testing.T) {
	if !slices.IsSorted(libraries) {
		t.Error("libraries are out of order")
	}
	for i, name := range libraries {
		if i > 0 && strings.HasPrefix(name, libraries[i-1]) {
			t.Errorf("%s is covered by %s", name, libraries[i-1])
		}
	}
}
