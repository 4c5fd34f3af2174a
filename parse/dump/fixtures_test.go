package dump

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the wants of the fixtures")

// TestFixtures reads every case in testdata. A case is a comment that says why it is there, the text,
// and what is read from it:
//
//	-- dump --       the text; "dump.crlf" has its lines ended by \r\n, "dump.cut" has no end of its last line
//	-- want --       see print_test.go
func TestFixtures(t *testing.T) {
	for _, path := range fixtures(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil || len(ar.Files) != 2 || len(ar.Comment) == 0 {
				t.Fatalf("want a comment and two files; error %v", err)
			}
			set, err := Parse(context.Background(), bytes.NewReader(text(ar)), "dump", Options{})
			checkSet(t, set)
			got := printSet(set, err)
			if *update {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := string(ar.Files[1].Data); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func fixtures(t testing.TB) []string {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no fixtures", err)
	}
	return paths
}

// text returns the dump of a case.
func text(ar *txtar.Archive) []byte {
	data := ar.Files[0].Data
	switch ar.Files[0].Name {
	case "dump.crlf":
		return bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	case "dump.cut":
		return bytes.TrimSuffix(data, []byte("\n"))
	}
	return data
}

// TestPrefixes puts the same dump into many envelopes: what is read must not depend on it.
func TestPrefixes(t *testing.T) {
	ar, err := txtar.ParseFile("testdata/sigquit-go1.26.txtar")
	if err != nil {
		t.Fatal(err)
	}
	bare := printBare(t, string(ar.Files[0].Data))
	for name, prefix := range map[string]string{
		"timestamp":      "2026-11-22T01:07:00.123Z ",
		"go log":         "2026/11/22 01:07:00 ",
		"journald":       "Nov 22 01:07:00 host-1 shop[4711]: ",
		"docker compose": "shop-1  | ",
		"heroku":         "2026-11-22T01:07:00.123456+00:00 app[web.1]: ",
		"klog":           "E1122 01:07:00.123456    4711 main.go:12] ",
		"kubetail":       "[shop-7d9f8b6c5-x2x7z] ",
		"cri":            "2026-11-22T01:07:00.123456789Z stderr F ",
		"cri and log":    "2026-11-22T01:07:00.123456789Z stderr F 2026/11/22 01:07:00 ",
	} {
		var b strings.Builder
		b.WriteString(strings.ReplaceAll(prefix, "22", "21") + "listening on :8080\n")
		n := 0
		for line := range strings.Lines(string(ar.Files[0].Data)) {
			n++
			b.WriteString(strings.ReplaceAll(prefix, "01:07:00", "01:07:0"+itoa(int64(n%10))) + line)
		}
		if got := printBare(t, b.String()); got != bare {
			t.Errorf("%s: got:\n%s\nwant:\n%s", name, got, bare)
		}
	}
}

// TestKeys puts the dump under a key of JSON, as log collectors do, with and without the empty lines.
func TestKeys(t *testing.T) {
	ar, err := txtar.ParseFile("testdata/sigquit-go1.26.txtar")
	if err != nil {
		t.Fatal(err)
	}
	bare := printBare(t, string(ar.Files[0].Data))
	for name, format := range map[string]string{
		"journalctl -o json": `{"__REALTIME_TIMESTAMP":"1763780825123456","_PID":"4711","MESSAGE":%s,"PRIORITY":"6"}`,
		"fluent":             `{"log": %s, "stream": "stderr", "kubernetes": {"pod_name": "shop-7d9f"}}`,
		"cloud, pretty":      "  {\n    \"textPayload\": %s,\n    \"timestamp\": \"2026-11-22T01:07:00Z\"\n  },",
	} {
		var b strings.Builder
		for line := range strings.Lines(string(ar.Files[0].Data)) {
			line = strings.TrimSuffix(line, "\n")
			if line == "" && name == "journalctl -o json" {
				continue
			}
			text, _ := json.Marshal(line)
			fmt.Fprintf(&b, format+"\n", text)
		}
		if got := printBare(t, b.String()); got != bare {
			t.Errorf("%s: got:\n%s\nwant:\n%s", name, got, bare)
		}
	}
}

// printBare prints what was read of text without what an envelope changes: lines and times.
func printBare(t *testing.T, text string) string {
	t.Helper()
	set, err := Parse(context.Background(), strings.NewReader(text), "dump", Options{})
	checkSet(t, set)
	for _, g := range set.Goroutines {
		g.Pos.Line = 0
	}
	set.Sources[0].Wall = set.Sources[0].Wall.Truncate(0)
	out := printSet(set, err)
	_, out, _ = strings.Cut(out, "\n")
	return out
}
