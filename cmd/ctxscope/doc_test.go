package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the output of the commands in the manual and README.md")

// TestManual runs every `$ ctxscope …` of the package doc and of README.md in the repository's top
// directory and compares the output with the lines that follow it, so that no document can rot. A
// command may end in `| head -N`, and in `; echo $?`.
func TestManual(t *testing.T) {
	t.Chdir("../..")
	for _, doc := range []struct{ path, margin string }{
		{"cmd/ctxscope/main.go", "//\t"}, // code in a doc comment
		{"README.md", ""},                // between ``` lines
	} {
		old, err := os.ReadFile(doc.path)
		if err != nil {
			t.Fatal(err)
		}
		now, ran := execute(t, string(old), doc.margin)
		if ran == 0 {
			t.Errorf("%s shows no command", doc.path)
		}
		if now == string(old) {
			continue
		}
		if *update {
			if err := os.WriteFile(doc.path, []byte(now), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		t.Errorf("%s shows other output than the program writes; -update rewrites it. Now:\n%s", doc.path, diff(string(old), now))
	}
}

// execute returns the document with the output of its commands as it is now. The old output ends with
// the block the command stands in, or before the next command.
func execute(t *testing.T, doc, margin string) (now string, ran int) {
	lines := strings.Split(doc, "\n")
	blank := strings.TrimSpace(margin) // how an empty line of a block is written
	var out []string
	for i := 0; i < len(lines); i++ {
		out = append(out, lines[i])
		command, ok := strings.CutPrefix(lines[i], margin+"$ ctxscope ")
		if !ok {
			continue
		}
		ran++
		for l := range strings.SplitSeq(strings.TrimSuffix(shell(t, command), "\n"), "\n") {
			if l == "" {
				out = append(out, blank)
			} else {
				out = append(out, margin+l)
			}
		}
		end := i
		for j := i + 1; j < len(lines); j++ {
			inside := strings.HasPrefix(lines[j], margin) && !strings.HasPrefix(lines[j], margin+"$ ") && lines[j] != "```"
			if inside {
				end = j
			} else if lines[j] != blank || lines[j] == "" {
				break
			}
		}
		i = end
	}
	return strings.Join(out, "\n"), ran
}

// shell runs "ARG… [2>&1] [| head -N] [; echo $?]" of this program.
func shell(t *testing.T, line string) string {
	line, echo := strings.CutSuffix(line, "; echo $?")
	line, head, piped := strings.Cut(line, " | head -")
	line, both := strings.CutSuffix(strings.TrimSpace(line), " 2>&1")
	var out, notes bytes.Buffer
	c := &console{in: strings.NewReader(""), out: &out, err: &notes, getenv: func(string) string { return "" }}
	if both {
		c.err = &out
	}
	code := run(t.Context(), c, fields(line))
	if !both && notes.Len() > 0 {
		t.Errorf("ctxscope %s: unexpected on standard error: %s", line, notes.String())
	}
	text := out.String()
	if piped {
		n, err := strconv.Atoi(strings.TrimSpace(head))
		if err != nil {
			t.Fatalf("ctxscope %s: %v", line, err)
		}
		text = strings.Join(strings.SplitAfter(text, "\n")[:n], "")
	}
	if echo {
		text += fmt.Sprintln(code)
	} else if code != codeOK {
		t.Errorf("ctxscope %s: exit code %d", line, code)
	}
	return text
}

// fields splits a command line at spaces outside of single quotes.
func fields(line string) []string {
	var out []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			out = append(out, part)
		} else {
			out = append(out, strings.Fields(part)...)
		}
	}
	return out
}

// diff returns the lines of now that old does not have at that place, from the first difference on.
func diff(old, now string) string {
	a, b := strings.Split(old, "\n"), strings.Split(now, "\n")
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return strings.Join(b[i:min(len(b), i+20)], "\n")
}
