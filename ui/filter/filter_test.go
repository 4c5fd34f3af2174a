package filter

import (
	"errors"
	"testing"
	"time"
)

var pay = Row{
	Text: "send outlives request\nearly-return\nchan send\nacme/payments.(*client).charge.func1\n/src/payments/client.go:142",
	Rule: "early-return", Wait: "chan send",
	Func:     []string{"acme/payments.(*client).charge.func1", "net/http.(*conn).serve"},
	File:     []string{"/src/payments/client.go:142", "/go/src/net/http/server.go:1907"},
	Severity: "medium", Certainty: "proven",
	Count: 1842, Age: 84 * time.Second,
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
		"payments count>=x": `column 17: "x" does not fit; write it like count>=100`,
		"!":                 `column 2: a value is missing`,
		"rule:":             `column 6: a value is missing`,
		`a "b`:              `column 3: the quotation mark is not closed`,
		"cnt:3":             `column 1: no field "cnt" (conf or count?); quote it to look for the text`,
		"http://x":          `column 1: no field "http" (there is age conf count file fn rule sev wait); quote it to look for the text`,
		"sev:bad":           `column 5: "bad" is none of low, medium, high`,
		"支払 rule>a":         `column 8: rule has no order; write it like rule:early-return`,
	} {
		_, err := Parse(in)
		var e *Error
		if !errors.As(err, &e) || e.Error() != want {
			t.Errorf("Parse(%q) = %v, want %s", in, err, want)
		}
	}
}

func TestWords(t *testing.T) {
	e, err := Parse(`Pay !feed rule:x "chan send"`)
	if err != nil {
		t.Fatal(err)
	}
	if w := e.Words(); len(w) != 2 || w[0] != "pay" || w[1] != "chan send" {
		t.Errorf("words: %q", w)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`rule:a sev>=medium !"x y" count>=10k`)
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
