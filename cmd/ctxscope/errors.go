package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/ui/safetext"
)

// The exit codes. They are part of the manual in main.go and never depend on the output format.
const (
	codeOK          = 0
	codeFailure     = 1
	codeUsage       = 2
	codeFindings    = 3
	codePartial     = 4
	codeInterrupted = 130
)

// A userError is an error the person at the keyboard can act on: its exit code, one clear line, and
// the next step, which may be several lines. Every one of them is made in this file.
type userError struct {
	code    int
	message string
	next    string
}

func (e *userError) Error() string { return e.message }

// complain writes err to w and returns the exit code. Errors of other packages are failures; their text
// may quote a stranger's file.
func complain(w io.Writer, err error) int {
	if err == nil {
		return codeOK
	}
	var user *userError
	if !errors.As(err, &user) {
		user = &userError{code: codeFailure, message: err.Error()}
		if errors.Is(err, context.Canceled) {
			user = errInterrupted()
		}
	}
	for line := range strings.SplitSeq(user.message, "\n") {
		if line != "" {
			fmt.Fprintln(w, "ctxscope: "+safetext.Line(line))
		}
	}
	if user.next != "" {
		fmt.Fprintln(w)
		for line := range strings.SplitSeq(user.next, "\n") {
			fmt.Fprintln(w, safetext.Line(line))
		}
	}
	return user.code
}

func usageError(next, format string, args ...any) *userError {
	return &userError{code: codeUsage, message: fmt.Sprintf(format, args...), next: next}
}

func errNoInputs() error {
	return usageError(`Give it the files an incident left behind, or a directory of them:
  ctxscope analyze trace.out
  curl -s 'http://localhost:6060/debug/pprof/trace?seconds=10' | ctxscope analyze -

To try it without any: ctxscope demo`, "no input given")
}

func errNothingToInspect() error {
	return usageError(`Give it files, a directory, an archive, or - for standard input:
  ctxscope inspect pod.tar.gz`, "no input given")
}

func errNothingToBundle() error {
	return usageError(`Give it the files an incident left behind, or a directory of them:
  ctxscope bundle artifacts/ -o incident.zip`, "no input given")
}

// errNotThere answers --only for a chain that there is not.
func errNotThere(id string, have []*correlate.Finding) error {
	next := "There is no chain at all; without --only all that was read is packed."
	var ids []string
	for _, f := range have {
		ids = append(ids, "  "+f.Fingerprint+"  "+f.Title)
	}
	if len(ids) > 0 {
		next = "These are there:\n" + strings.Join(ids, "\n")
	}
	return &userError{code: codeFailure, message: fmt.Sprintf("--only %s: no chain has this fingerprint", id), next: next}
}

// errNoBundle is for a bundle that would not show what it is for. Nothing was written.
func errNoBundle(why error) error {
	next := "Nothing was written. With --redact basic or none the bundle tells more."
	if errors.Is(why, errTooBig) {
		next = "Nothing was written. Raise --max-size, or choose fewer chains with --only."
	}
	return &userError{code: codeFailure, message: "no bundle: " + why.Error(), next: next}
}

// errURL answers an input that is a URL: ctxscope never opens a connection.
func errURL(raw string) error {
	file := "trace.out"
	if u, err := url.Parse(raw); err == nil {
		switch base := path.Base(u.Path); base {
		case ".", "/", "trace":
		case "goroutine":
			file = "goroutine.txt"
		case "heap", "allocs":
			file = base + ".pb.gz"
		default:
			file = base
		}
	}
	return usageError("  curl -o "+quote(file)+" "+quote(raw)+"\n  ctxscope analyze "+quote(file),
		"ctxscope reads files, it does not fetch URLs; fetch it first")
}

// quote makes s one word of a POSIX shell.
func quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-/:@%+,", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 && s[0] != '-' {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

func errUnknownCommand(name string, known []string, isFile bool) error {
	next := "ctxscope --help lists the commands"
	if isFile {
		next = "To read it: ctxscope analyze " + quote(name)
	} else if near := nearest(name, known); near != "" {
		next = "Did you mean: ctxscope " + near
	}
	return usageError(next, "unknown command %q", name)
}

// errFlag is for what pflag says of the flags: "unknown flag: --ouput".
func errFlag(err error, command string, known []string) error {
	next := command + " --help lists the flags"
	if _, name, ok := strings.Cut(err.Error(), "unknown flag: --"); ok {
		if near := nearest(name, known); near != "" {
			next = "Did you mean: --" + near
		}
	}
	return usageError(next, "%s", err)
}

func errArgs(command string, got int) error {
	return usageError(command+" --help shows how it is called", "%d arguments are too many for %s", got, command)
}

func errValue(flag, got string, want []string) error {
	return usageError("", "--%s %q: want %s", flag, got, strings.Join(want, ", "))
}

// errNoBaseline answers --fail-on new, which could only mean: new since an earlier report.
func errNoBaseline() error {
	return usageError("For example: ctxscope diff BASE INPUT... --fail-on new", "--fail-on new: needs a --baseline to tell what is new")
}

func errNothingToCompare(n int) error {
	hint := "Which files?"
	if n == 1 {
		hint = "And with what is it to be compared?"
	}
	return usageError(hint+" For example: ctxscope diff before/ after/", "diff: takes a baseline and at least one input")
}

func errWhere(expr string, err error) error {
	return usageError("For example: --where 'rule:early-return count>=100 !health'", "--where %q: %v", expr, err)
}

func errUnknownFormat(name string, known []string) error {
	return usageError("", "unknown format %q: want %s", name, strings.Join(known, ", "))
}

func errTwoToStdout() error {
	return usageError("Give the others a file: -o json=report.json", "only one format can go to standard output")
}

func errOverwrite(out string) error {
	return usageError("Inputs are never changed; name another file.", "-o %s is one of the inputs", out)
}

func errConflict(a, b string) error {
	return usageError("", "%s and %s exclude each other", a, b)
}

func errNoTerminal() error {
	return usageError("Without --tui it writes a report instead.", "--tui needs a terminal")
}

func errUnknownRule(name string, known []string) error {
	next := "ctxscope explain lists the rules"
	if near := nearest(name, known); near != "" {
		next = "Did you mean: ctxscope explain " + near
	}
	return usageError(next, "unknown rule %q", name)
}

func errUnknownIncident(name string, known []string) error {
	next := "ctxscope demo lists them"
	if near := nearest(name, known); near != "" {
		next = "Did you mean: ctxscope demo " + near
	}
	return usageError(next, "no incident %q is built in", name)
}

func errMoment(flag string, err error) error {
	return usageError("For example: --around 14:14:47±5s, or --since 1.2s --until 3s", "--%s: %v", flag, err)
}

// errOutside is for a window of which no trace has anything.
func errOutside(err error) error {
	return usageError("ctxscope inspect INPUT shows which time a trace covers. Times of day are UTC.", "%v", err)
}

func errNoChain(id string) error {
	return &userError{code: codeFailure, message: fmt.Sprintf("--open %s: no chain has this fingerprint", id),
		next: "The report without --open lists them; --where may hide it."}
}

func errUnreadable(err error) error {
	return &userError{code: codePartial, message: err.Error()}
}

// The outcomes below end a run that did its work.

func errInterrupted() *userError {
	return &userError{code: codeInterrupted, message: "interrupted"}
}

func errPartial(what string) *userError {
	return &userError{code: codePartial, message: "--strict: " + what}
}

func errFindings(n int, threshold string) *userError {
	chains := "1 leak chain is"
	if n != 1 {
		chains = fmt.Sprintf("%d leak chains are", n)
	}
	which := " at or above it"
	if threshold == newOnly {
		which = " new"
	}
	return &userError{code: codeFindings, message: "--fail-on " + threshold + ": " + chains + which}
}

func errShell(name string, known []string) error {
	want := strings.Join(known, ", ")
	if name == "" {
		return usageError("For example: source <(ctxscope completion bash)", "completion wants one shell: %s", want)
	}
	return usageError("", "no completion for %q: want %s", name, want)
}

func errSrc(dir, why string) error {
	return usageError("Give it the root of the program's source: --src ~/src/service", "--src %s: %s", dir, why)
}

func errTrim(rule string) error {
	return usageError("For example: --trim /home/ci/build=.", "--trim %q: want FROM=TO", rule)
}

func errRules(err error) error {
	return usageError("It stands in the configuration: --config names another file.", "%v", err)
}

func errConfig(path string, err error) error {
	return usageError("--config names another file; without it, what is wrong here would decide what is looked for, and how it looks.", "%s: %v", path, err)
}
