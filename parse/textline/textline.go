// Package textline cuts a text into lines for the parsers of logs: bounded in length, stoppable, and with
// the count of lines and bytes that positions and progress need. Lines that docker or Kubernetes split are put
// together again (parts.go).
//
// What a log puts around each line of a text of several lines, an Envelope takes off: any prefix that stays the same
// but for its digits, docker's JSON, the CRI format of Kubernetes, a key of any other JSON.
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
	N       int   // number of the line returned last, from 1; of the first of its parts, if it was split
	Bytes   int64 // read so far
	Unended bool  // the line returned last was ended by the end of the text
	Err     error // why reading ended; nil at the end of the text

	ctx   context.Context
	n     int // lines read, parts or whole
	parts parts
	br    *bufio.Reader
	long  []byte // a line that did not fit br's buffer
	told  time.Time
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
	for {
		line, ok := l.next()
		if !ok {
			line, l.N, ok = l.parts.rest()
			if l.Unended = ok; !ok {
				l.N = l.n
			}
			return line, ok
		}
		if line, n, whole := l.parts.join(line, l.n); whole {
			l.N = n
			return line, true
		}
	}
}

// next returns the next line as the text has it.
func (l *Reader) next() ([]byte, bool) {
	if l.n%1024 == 0 && l.ctx.Err() != nil {
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
	l.n++
	l.Unended = err != nil
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
