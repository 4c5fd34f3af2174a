package profile

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// TestEnvelopes puts profiles into the middle of logs of all kinds: what is read must not depend on it.
func TestEnvelopes(t *testing.T) {
	const cri = "2026-11-22T01:07:00.123456789Z stderr F "
	for name, wrap := range map[string]func(line string) string{
		"timestamp":      func(line string) string { return "2026-11-22T01:07:00.123Z " + line },
		"go log":         func(line string) string { return "2026/11/22 01:07:00 " + line },
		"journald":       func(line string) string { return "Nov 22 01:07:00 host-1 shop[4711]: " + line },
		"docker compose": func(line string) string { return "shop-1  | " + line },
		"klog":           func(line string) string { return "E1122 01:07:00.123456    4711 main.go:12] " + line },
		"cri":            func(line string) string { return cri + line },
		"cri, in parts": func(line string) string {
			return strings.Replace(cri, " F ", " P ", 1) + line[:len(line)/2] + "\n" + cri + line[len(line)/2:]
		},
		"docker": func(line string) string {
			return `{"log":` + quote(line+"\n") + `,"stream":"stderr","time":"2026-11-22T01:07:00Z"}`
		},
		"journalctl -o json": func(line string) string { return `{"_PID":"4711","MESSAGE":` + quote(line) + `,"PRIORITY":"6"}` },
		"cloud, pretty": func(line string) string {
			return "  {\n    \"textPayload\": " + quote(line) + ",\n    \"severity\": \"INFO\"\n  },"
		},
		"CRLF":    func(line string) string { return line + "\r" },
		"nothing": func(line string) string { return line },
	} {
		for _, file := range []string{"goroutine-go126", "heap-sampled", "mutex-rate"} {
			t.Run(name+"/"+file, func(t *testing.T) {
				ar, err := txtar.ParseFile(filepath.Join("testdata", file+".txtar"))
				if err != nil {
					t.Fatal(err)
				}
				text := caseText(ar)
				log := wrap("listening on :8080") + "\n"
				for line := range strings.Lines(text) {
					log += wrap(strings.TrimSuffix(line, "\n")) + "\n"
				}
				for i := range 3 {
					log += wrap(fmt.Sprintf("request %d of 7@host served", i)) + "\n"
				}
				compare(t, bare(t, log), bare(t, text))
			})
		}
	}
}

func quote(line string) string {
	text, _ := json.Marshal(line)
	return string(text)
}

// bare prints what was read of text without what an envelope changes: lines and times.
func bare(t *testing.T, text string) string {
	t.Helper()
	set, err := parse1(t.Context(), strings.NewReader(text), "text", Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkSet(t, set)
	for i := range set.Problems {
		set.Problems[i].Pos = evidence.Pos{}
	}
	src := set.Sources[0]
	return fmt.Sprintln(src.Kind, src.Records, src.Partial) + printed(set, "goroutines", "allocs", "contentions", "problems")
}
