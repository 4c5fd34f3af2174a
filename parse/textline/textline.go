// Package textline cuts a text into lines for the parsers of logs: bounded in length, stoppable, and with
// the count of lines and bytes that positions and progress need.
package textline

import (
	"bufio"
	"context"
	"errors"
	"io"
	"time"
)

// Max is how many bytes of a line are kept. A SCHED line of a thousand Ps has 12 KiB.
const Max = 64 << 10

// A Reader cuts a text into lines.
type Reader struct {
	N     int   // number of the line returned last, from 1
	Bytes int64 // read so far
	Err   error // why reading ended; nil at the end of the text

	ctx  context.Context
	br   *bufio.Reader
	long []byte // a line that did not fit br's buffer
	told time.Time
}

// NewReader returns a Reader of r that stops with ErrStopped when ctx is done.
func NewReader(ctx context.Context, r io.Reader) *Reader {
	return &Reader{ctx: ctx, br: bufio.NewReaderSize(r, Max), told: time.Now()}
}

// ErrStopped is Err when the context ended.
var ErrStopped = errors.New("reading was stopped")

// Next returns the next line without its end, the first Max bytes of it, valid until the call after; false
// at the end.
func (l *Reader) Next() ([]byte, bool) {
	if l.N%1024 == 0 && l.ctx.Err() != nil {
		l.Err = ErrStopped
		return nil, false
	}
	line, err := l.br.ReadSlice('\n')
	l.Bytes += int64(len(line))
	if err == bufio.ErrBufferFull {
		l.long = append(l.long[:0], line...)
		line = l.long
		for err == bufio.ErrBufferFull {
			var rest []byte
			rest, err = l.br.ReadSlice('\n')
			l.Bytes += int64(len(rest))
			if l.ctx.Err() != nil {
				err = ErrStopped
			}
		}
	}
	if err != nil && err != io.EOF {
		l.Err = err
	}
	if err != nil && len(line) == 0 {
		return nil, false
	}
	l.N++
	for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
		line = line[:len(line)-1]
	}
	return line, true
}

// Due reports whether it is time for another word on the progress.
func (l *Reader) Due() bool {
	if time.Since(l.told) < 100*time.Millisecond {
		return false
	}
	l.told = time.Now()
	return true
}
