package tracetext

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"time"
)

// maxLine is how much of a line is looked at.
const maxLine = 64 << 10

// lines cuts a text into lines, of which it keeps the first maxLine bytes.
type lines struct {
	ctx   context.Context
	br    *bufio.Reader
	long  []byte // a line that did not fit br's buffer
	n     int    // of the line returned last, from 1
	bytes int64  // read
	err   error  // why reading ended; nil at the end of the text
	told  time.Time
}

func newLines(ctx context.Context, r io.Reader) *lines {
	return &lines{ctx: ctx, br: bufio.NewReaderSize(r, maxLine), told: time.Now()}
}

var errStopped = errors.New("reading was stopped")

// next returns the next line, valid until the call after; false at the end.
func (l *lines) next() ([]byte, bool) {
	if l.n%1024 == 0 && l.ctx.Err() != nil {
		l.err = errStopped
		return nil, false
	}
	line, err := l.br.ReadSlice('\n')
	l.bytes += int64(len(line))
	if err == bufio.ErrBufferFull {
		l.long = append(l.long[:0], line...)
		line = l.long
		for err == bufio.ErrBufferFull {
			var rest []byte
			rest, err = l.br.ReadSlice('\n')
			l.bytes += int64(len(rest))
			if l.ctx.Err() != nil {
				err = errStopped
			}
		}
	}
	if err != nil && err != io.EOF {
		l.err = err
	}
	if err != nil && len(line) == 0 {
		return nil, false
	}
	l.n++
	return line, true
}

// due reports whether it is time for another word on the progress.
func (l *lines) due() bool {
	if time.Since(l.told) < 100*time.Millisecond {
		return false
	}
	l.told = time.Now()
	return true
}

// trim takes blanks off both ends of a line, and the marks of a quoted mail or ticket off its start.
func trim(line []byte) []byte {
	line = bytes.TrimSpace(line)
	for len(line) > 0 && line[0] == '>' {
		line = bytes.TrimSpace(line[1:])
	}
	return line
}
