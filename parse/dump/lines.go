package dump

import (
	"bytes"
	"io"
)

const (
	bufferSize = 256 << 10

	// longestLine is where a line is cut. A header with labels, or a log's line, may be long; a dump
	// escaped into a single line is the longest that is worth reading.
	longestLine = 4 << 20
)

// lines cuts a stream into lines. What next returns is valid until the next call.
type lines struct {
	r        io.Reader
	buf      []byte
	pos, end int

	no      int   // of the line returned last, from 1
	read    int64 // bytes taken from r
	filled  bool  // r was read since somebody cleared this
	unended bool  // the line returned last was ended by the end of the stream
	cut     bool  // the line returned last was longer than longestLine
	err     error // of r, other than io.EOF
	eof     bool
}

func newLines(r io.Reader) *lines { return &lines{r: r, buf: make([]byte, bufferSize)} }

// next returns the next line without its end, "\n" or "\r\n"; false at the end of the stream.
func (l *lines) next() ([]byte, bool) {
	l.cut = false
	i := bytes.IndexByte(l.buf[l.pos:l.end], '\n')
	if i < 0 {
		if i = l.more(); i < 0 {
			return l.rest()
		}
	}
	line := l.buf[l.pos : l.pos+i]
	l.pos += i + 1
	l.no++
	if i > 0 && line[i-1] == '\r' {
		line = line[:i-1]
	}
	return line, true
}

// offset returns how many bytes of the stream precede the next line.
func (l *lines) offset() int64 { return l.read - int64(l.end-l.pos) }

// more reads until the buffer holds an end of line and returns its distance from pos; -1 when there is
// none. Of a line that is too long only the beginning stays.
func (l *lines) more() int {
	for !l.eof {
		searched := l.end - l.pos
		if l.pos > 0 {
			copy(l.buf, l.buf[l.pos:l.end])
			l.pos, l.end = 0, searched
		}
		if l.end == len(l.buf) {
			if len(l.buf) < longestLine {
				l.buf = append(l.buf, make([]byte, len(l.buf))...)
			} else {
				l.end, searched, l.cut = longestLine/2, longestLine/2, true
			}
		}
		n, err := l.r.Read(l.buf[l.end:])
		l.end += n
		l.read += int64(n)
		l.filled = true
		if err != nil {
			l.eof = true
			if err != io.EOF {
				l.err = err
			}
		}
		if i := bytes.IndexByte(l.buf[searched:l.end], '\n'); i >= 0 {
			return searched + i
		}
	}
	return -1
}

// rest returns the last line, which has no end.
func (l *lines) rest() ([]byte, bool) {
	if l.pos == l.end {
		return nil, false
	}
	line := bytes.TrimSuffix(l.buf[l.pos:l.end], []byte("\r"))
	l.pos = l.end
	l.no++
	l.unended = true
	return line, true
}
