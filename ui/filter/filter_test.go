package filter

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

var pay = Row{
	Text: "send outlives request\nearly-return\nchan send\nacme/payments.(*client).charge.func1\n/src/payments/client.go:142",
	Rule: "early-return", Wait: "chan send",
	Func:     []string{"acme/payments.(*client).charge.func1", "net/http.(*conn).serve"},
	File:     []string{"/src/payments/client.go:142", "/go/src/net/http/server.go:1907"},
	Severity: "medium", Certainty: "proven",
	Pkg: []string{"acme/payments", "net/http"}, Is: []string{"leak"}, Labels: []evidence.Label{{Key: "Kind", Value: "health"}},
	Cause: []string{"deadline"}, Context: []string{"withtimeout"},
	Count: 1842, Age: 84 * time.Second, Heap: 4 << 20, ID: 8123, Line: 142,
	From: evidence.Time(6 * time.Second), To: evidence.Time(80 * time.Second), Dated: true,
}

func TestMatch(t *testing.T) {
	for in, want := range map[string]bool{
		"":                              true,
		"  ":                            true,
		"payments":                      true,
		"PAYMENTS charge":               true,
		"payments feed":                 false,
		"!feed":                         true,
		"!payments":                     false,
		"at:6s..7s":                     true,
		"at:1s..6s":                     true,
		"at:6.5s":                       true,
		"at:81s..90s":                   false,
		"at<6s":                         false,
		"at>=1m":                        true,
		`"chan send"`:                   true,
		`"chan  send"`:                  false,
		`wait:"chan send" fn:serve`:     true,
		"wait:send":                     true,
		"wait=send":                     false,
		"rule=early-return":             true,
		"!rule:early":                   false,
		"file:client.go:142":            true,
		"file:client.go:143":            false,
		"client.go:142":                 true, // not a field: there is a dot in front of the colon
		"sev>=medium":                   true,
		"sev>medium":                    false,
		"sev:med":                       true,
		"sev:high":                      false,
		"!sev:low":                      true,
		"conf=proven":                   true,
		"conf<proven":                   false,
		"count>=1842":                   true,
		"count>1,842":                   false,
		"count>=2k":                     false,
		"count<1m":                      true,
		"age>1m":                        true,
		"age>1m30s":                     false,
		"age<1d":                        true,
		"payments sev>=medium count>=1": true,
		"feed | charge":                 true,
		"feed | hub":                    false,
		"(feed | charge) sev:low":       false,
		"feed | (charge !sev:low)":      true,
		"!(feed | charge)":              false,
		"!!charge":                      true,
		"/pay.*charge/":                 true,
		"/^pay.*charge$/":               false,
		"!/serve$/":                     true,
		"/src/payments":                 true, // no slash ends it: a path
		"/SRC\\/pay/":                   true,
		"payments.(*client).charge":     true, // a word may hold parentheses in pairs
		"(*client).charge":              true,
		"(fn:(*client).charge)":         true,
		"fn~^acme.*func1$":              true,
		`fn~"Charge\.F"`:                true,
		"rule~^early":                   true,
		"count:1000..2000":              true,
		"count=1..10":                   false,
		"count>1.8k":                    true,
		"age:1m..2m":                    true,
		"heap>=4MiB":                    true,
		"heap>=4.5MiB":                  false,
		"heap:1k..1GB":                  true,
		"label.kind=Health":             true,
		"label.kind=ealth":              false,
		"label:eal":                     true,
		"label.other:eal":               false,
		"pkg=acme/payments":             true,
		"is:leak":                       true,
		"is:exp":                        false,
		"new:no !is:new":                true,
		"gid=8123 line:100..200":        true,
		"state:chan":                    true,
		"cause:dead ctx:withtimeout":    true,
	} {
		e, err := Parse(in)
		if err != nil {
			t.Errorf("Parse(%q): %v", in, err)
			continue
		}
		if got := e.Match(&pay); got != want {
			t.Errorf("%q matches: %v, want %v", in, got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	for in, want := range map[string]string{
		"payments count>=x":      `column 17: "x" does not fit; write it like count>=100`,
		"!":                      `column 2: a value is missing`,
		"rule:":                  `column 6: a value is missing`,
		`a "b`:                   `column 3: the quotation mark is not closed`,
		"cuont:3":                `column 1: no field "cuont" (conf or count?); quote it to look for the text`,
		"http://x":               `column 1: no field "http" (heap?); quote it to look for the text`,
		"service:x":              `column 1: no field "service" (there is sev conf rule chain stage state wait fn pkg file created ctx cause label is new count age at heap gid line); quote it to look for the text`,
		"sev:bad":                `column 5: "bad" is none of low, medium, high`,
		"支払 rule>a":              `column 8: rule has no order; write it like rule=early-return`,
		"(a | b":                 `column 1: the parenthesis is not closed`,
		"a )":                    `column 3: there is no ( for this )`,
		"a ()":                   `column 3: there is nothing in the parentheses`,
		"a |":                    `column 4: a term is missing beside |`,
		"| a":                    `column 1: a term is missing beside |`,
		"fn~a[":                  "column 4: missing closing ]: `[`",
		"count~5":                `column 6: count is no text; write it like count>=100`,
		"x /a[/":                 "column 4: missing closing ]: `[`",
		"age>1m..2m":             `column 4: a range goes with : or =, as in age:1m..2m`,
		"is:old":                 `column 4: "old" is none of leak, expected, unexplained, leaked, cancelled, locked, marked, noted, new, grown, gone`,
		strings.Repeat("(", 200): `column 101: this is nested too deep`,
	} {
		_, err := Parse(in)
		var e *Error
		if !errors.As(err, &e) || e.Error() != want {
			t.Errorf("Parse(%q) = %v, want %s", in, err, want)
		}
	}
}

// A row shows the words and regular expressions that it matched, and values of fields that it shows.
func TestMarks(t *testing.T) {
	for in, want := range map[string]string{
		`Pay !feed rule:x "chan send"`: "L1 [chan send] [pay]ments.[Pay]",
		`/pay\w+/`:                     "L1 chan send [payments].Pay",
		`/^l\d/ fn~pay$`:               "[L1] chan send payments.[Pay]",
		`ments /ts\.p/`:                "L1 chan send pay[ments.P]ay",
		`/x*/ sev>=high`:               "L1 chan send payments.Pay",
		`send | (nothing | !chan)`:     "L1 chan [send] payments.Pay",
		``:                             "L1 chan send payments.Pay",
	} {
		e, err := Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		line := "L1 chan send payments.Pay"
		got, at := "", 0
		for _, s := range e.Marks().Spans(line) {
			got += line[at:s[0]] + "[" + line[s[0]:s[1]] + "]"
			at = s[1]
		}
		if got += line[at:]; got != want {
			t.Errorf("%s marks %s, want %s", in, got, want)
		}
	}
}

func TestAsks(t *testing.T) {
	for in, want := range map[string][2]bool{
		"":                       {false, false},
		"new marked":             {false, false},
		"is:new":                 {true, false},
		"sev>=high | (!is:gone)": {true, false},
		"new:yes":                {true, false},
		"fn:x is:marked":         {false, true},
		"!is:noted is:leak":      {false, true},
	} {
		e, err := Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]bool{e.Compares(), e.AsksShelf()}; got != want {
			t.Errorf("%q compares, asks the shelf: %v, want %v", in, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`rule:a sev>=medium !"x y" count>=10k`, "(a | !b) /c.d/ e~f", "age:1s..2s label.x=y", "(*T).m | !(x)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := Parse(s)
		if err != nil {
			var at *Error
			if !errors.As(err, &at) || at.Column < 1 || at.Column > len([]rune(s))+1 {
				t.Errorf("Parse(%q): the error points nowhere: %v", s, err)
			}
			return
		}
		again, err := Parse(e.String())
		if err != nil || again.Match(&pay) != e.Match(&pay) {
			t.Errorf("Parse(%q) is not stable", s)
		}
	})
}
