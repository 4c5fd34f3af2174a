// Package report writes a Result for those who have no terminal UI before them: a person reading a
// ticket, a script, a CI job. It shows what package correlate concluded and concludes nothing itself.
//
//	correlate.Result ──▶ text │ json
//
// One file holds one format, and Formats lists them. Every format shows the same findings in the same
// order. Text is for people: it is wrapped, shortened and made safe for a terminal. JSON is for
// programs: it is complete and lossless, and its field names are a contract.
//
// What was read rather than concluded is written by WriteInspection, for people, and WriteEvidence, for
// programs.
//
// Limits: text shows at most 20 problems, 12 kinds of expected goroutines and 6 files that were not
// recognised, and cuts strings beyond 600 letters in the middle; JSON has all of them, but at most 1,000
// goroutine ids for each finding.
package report

import (
	"io"

	"github.com/ctxscope/ctxscope/correlate"
)

// Options say how a report is written. The zero value is a plain UTF-8 report, 100 columns wide.
type Options struct {
	Title   string // of the incident, shown first; empty: none
	Version string // of ctxscope, for formats that name the tool
	Width   int    // columns of text; 0: 100
	Color   bool   // text uses the terminal's own 16 colours
	ASCII   bool   // text uses ASCII only
	Why     bool   // text shows the facts behind each link: how it was joined, and its stack

	Where  string // the filter that Findings went through; empty: none
	Hidden int    // findings that the filter hid
}

// A Format is one way to write a Result. Write writes all of it or returns the writer's error; it does
// not change the Result.
type Format struct {
	Name  string   // as in -f and -o
	Ext   []string // file extensions that stand for it, with the dot
	Title string   // what it is good for, a few words
	Write func(io.Writer, *correlate.Result, Options) error
}

// Formats returns the table of formats in the order they are listed to people, the default one first.
func Formats() []Format {
	return []Format{
		{Name: "text", Ext: []string{".txt", ".text", ".log"}, Title: "for people: a terminal, a ticket", Write: writeText},
		{Name: "json", Ext: []string{".json"}, Title: "for programs: " + Schema, Write: writeJSON},
	}
}

// Find returns the format with the given name.
func Find(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}
