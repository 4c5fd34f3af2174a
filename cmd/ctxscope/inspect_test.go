package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ctxscope/ctxscope/ui/report"
)

// evidence FILE KEY… demands that a file, or stdout, is evidence of the schema whose lists KEY are not empty.
func isEvidence(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: evidence FILE KEY…")
	}
	var doc map[string]json.RawMessage
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &doc))
	if got := string(doc["schema"]); got != `"`+report.EvidenceSchema+`"` {
		ts.Fatalf("schema %s, want %q", got, report.EvidenceSchema)
	}
	for _, key := range args[1:] {
		if list := strings.TrimSpace(string(doc[key])); list == "[]" || list == "" {
			ts.Fatalf("%s is %q", key, list)
		}
	}
}

// narrow FILE demands that no line is wider than 100 columns.
func isNarrow(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: narrow FILE")
	}
	for line := range strings.SplitSeq(ts.ReadFile(args[0]), "\n") {
		if w := lipgloss.Width(line); w > 100 {
			ts.Fatalf("%d columns: %s", w, line)
		}
	}
}

// pack NEW.tgz FILE… makes a compressed tar archive of files.
func pack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: pack NEW FILE…")
	}
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	tw := tar.NewWriter(zw)
	for _, name := range args[1:] {
		data := ts.ReadFile(name)
		ts.Check(tw.WriteHeader(&tar.Header{Name: "logs/" + filepath.Base(name), Mode: 0o644, Size: int64(len(data))}))
		_, err := tw.Write([]byte(data))
		ts.Check(err)
	}
	ts.Check(tw.Close())
	ts.Check(zw.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o666))
}
