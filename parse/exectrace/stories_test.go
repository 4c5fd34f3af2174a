package exectrace

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite what the files in testdata want")

// TestStories tells the story of each testdata/*.txtar (see story), or the part that its section cut wants, and compares what was understood with
// the file's other sections, of which each names a part of the Set (see sections). A file dropped in is a
// test; sections left empty are filled in by -update.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s := newStory(t)
			files := ar.Files
			if len(files) > 0 && files[0].Name == "cut" {
				if s.st.cut.Cut, err = Around(strings.TrimSpace(string(files[0].Data))); err != nil {
					t.Fatal(err)
				}
				files = files[1:]
			}
			if len(files) < 2 || files[0].Name != "story" {
				t.Fatalf("%s: want a section story, and one or more of %q", path, sectionNames())
			}
			set := s.tell(string(files[0].Data))
			for i := range files[1:] {
				want := &files[i+1]
				print := sections[want.Name]
				if print == nil {
					t.Fatalf("%s: section %q is none of %q", path, want.Name, sectionNames())
				}
				var got strings.Builder
				print(&got, set)
				if *update {
					want.Data = []byte(got.String())
				} else if got.String() != string(want.Data) {
					t.Errorf("%s: %s\ngot:\n%swant:\n%s", path, want.Name, got.String(), want.Data)
				}
			}
			if *update {
				if err := os.WriteFile(path, txtar.Format(ar), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
