package ui

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A rawPlace is a place in an input: that of a fact, or, where it has no line, the first line that holds a
// text.
type rawPlace struct {
	evidence.Pos
	find string
}

// A rawPart is the part of a file that is shown.
type rawPart struct {
	lines []string
	first int  // the number of the first one
	at    int  // the number of the one that was asked for, 0 when none was
	more  bool // the file goes on
}

// What is shown of a file: so many lines on each side of the one asked for, and so much of each.
const (
	rawAround    = 2000
	rawLineBytes = 4 << 10
)

var (
	errBinary   = errors.New("binary")
	errNotFound = errors.New("it does not name it")
)

// partOf reads the lines around a place: a line, counted from 1, or the first one that holds a text; those
// at the beginning when there is neither.
func partOf(in io.Reader, line int, find string) (rawPart, error) {
	b := bufio.NewReaderSize(in, rawLineBytes)
	if head, _ := b.Peek(512); bytes.IndexByte(head, 0) >= 0 {
		return rawPart{}, errBinary
	}
	p := rawPart{first: 1, at: line}
	for n := 1; ; n++ {
		s, err := readLine(b)
		switch {
		case err == io.EOF && n <= line:
			return p, fmt.Errorf("it has no line %d any more, it has been changed", line)
		case err == io.EOF && find != "" && p.at == 0 && p.first > 1: // not there: what was kept is its end
			return rawPart{}, errNotFound
		case err == io.EOF:
			return p, nil
		case err != nil:
			return p, err
		}
		if p.at == 0 && find != "" && strings.Contains(s, find) {
			p.at = n
		}
		sought := find != "" && p.at == 0
		if !sought && n > max(p.at, 1)+rawAround {
			p.more = true
			return p, nil
		}
		if len(p.lines) == 2*rawAround && (sought || n <= p.at) { // the place is not reached: forget the older half
			p.lines = append(p.lines[:0], p.lines[rawAround:]...)
		}
		p.lines = append(p.lines, s)
		p.first = n - len(p.lines) + 1
	}
}

// readLine reads a line without its end; what is beyond rawLineBytes of it is dropped and marked.
func readLine(b *bufio.Reader) (string, error) {
	s, err := b.ReadSlice('\n')
	line := string(bytes.TrimRight(s, "\r\n"))
	if err == bufio.ErrBufferFull {
		line += "…"
		for err == bufio.ErrBufferFull {
			_, err = b.ReadSlice('\n')
		}
		if err == io.EOF {
			err = nil
		}
	}
	if err == io.EOF && line != "" {
		err = nil
	}
	return line, err
}
