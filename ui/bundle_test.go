package ui

import (
	"errors"
	"strconv"

	"github.com/ctxscope/ctxscope/correlate"
)

// fakeBundler makes bundles that depend on what is chosen, writes nothing, and cannot make one at strict when
// there is more than one chain.
func fakeBundler() *Bundler {
	return &Bundler{
		Levels: []string{"none", "basic", "strict"}, Level: "basic", Path: "trace.ctxscope.zip",
		Make: func(_ *correlate.Result, chosen []*correlate.Finding, all bool, level string) (*Bundle, error) {
			if level == "strict" && len(chosen) > 1 {
				return nil, errors.New("chain " + chosen[1].Fingerprint + " does not show in it")
			}
			b := &Bundle{
				Size: int64(len(chosen)) << 20, Limit: 25 << 20, Checked: "re-analysed from the bundle, same " + strconv.Itoa(len(chosen)) + " fingerprints  ok",
				Write: func(path, issue string) (string, error) { return "wrote " + path + " " + issue, nil },
			}
			if !all {
				b.LeftOut = "1,112 of 2,954 goroutines are counts by group only"
			}
			if level != "none" {
				b.Replaced = []string{"12 package paths", "4 label values"}
				b.Replacements = [][2]string{{"acme.example", "p01"}, {"pay\x1b[31mments", "p02"}}
			} else {
				b.Review = []string{"bob@acme.example"}
			}
			return b, nil
		},
	}
}
