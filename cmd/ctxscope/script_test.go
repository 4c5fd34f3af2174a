package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ctxscope/ctxscope/ui/report"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ctxscope": main})
}

// TestScripts runs testdata/*.txtar: command lines with what they must answer. $LEAK and $HEALTHY are
// the traces of two samples, $SAMPLES is where all of them are. The commands beside testscript's own are below.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("LEAK", filepath.Join(samples, "early-return", "captured", "trace.out"))
			env.Setenv("SAMPLES", samples)
			env.Setenv("HEALTHY", filepath.Join(samples, "healthy", "captured", "trace.out"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "cut": cut, "json": isJSON, "evidence": isEvidence, "narrow": isNarrow, "pack": pack, "unzip": unzip,
		},
	})
}

// exits CODE PROGRAM ARG… runs a program and compares its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// cut FILE PERCENT NEW makes a file of the first part of another.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: cut FILE PERCENT NEW")
	}
	percent, err := strconv.Atoi(args[1])
	ts.Check(err)
	data := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(data[:len(data)*percent/100]), 0o666))
}

// json FILE demands that a file, or stdout, is a report of the schema.
func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: json FILE")
	}
	var doc struct{ Schema string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &doc))
	if doc.Schema != report.Schema {
		ts.Fatalf("schema %q, want %q", doc.Schema, report.Schema)
	}
}

// unzip ZIP FILE writes the names and contents of all members of a zip into one file.
func unzip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: unzip ZIP FILE")
	}
	data := ts.ReadFile(args[0])
	zr, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	ts.Check(err)
	all := bytes.NewBufferString(zr.Comment + "\n")
	for _, f := range zr.File {
		all.WriteString(f.Name + "\n")
		r, err := f.Open()
		ts.Check(err)
		_, err = all.ReadFrom(r)
		ts.Check(err)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), all.Bytes(), 0o666))
}
