package parse

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Order tells the byte order of a text whose head has the mark of UTF-16, as `>` of Windows PowerShell
// writes; nil when it has none.
func utf16Order(head []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return binary.LittleEndian
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return binary.BigEndian
	}
	return nil
}

// utf16Reader gives a UTF-16 text as UTF-8, without the mark in front.
type utf16Reader struct {
	r     *bufio.Reader
	order binary.ByteOrder
	out   []byte
	err   error
}

func newUTF16(r *bufio.Reader, order binary.ByteOrder) *utf16Reader {
	r.Discard(2)
	return &utf16Reader{r: r, order: order}
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.out) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		u.fill()
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

// fill decodes the next characters, as many as are at hand.
func (u *utf16Reader) fill() {
	u.out = u.out[:0]
	for {
		c, ok := u.unit()
		if !ok {
			return
		}
		r := rune(c)
		if utf16.IsSurrogate(r) {
			low, ok := u.unit()
			if !ok {
				return
			}
			r = utf16.DecodeRune(r, rune(low)) // U+FFFD for what is no pair
		}
		u.out = utf8.AppendRune(u.out, r)
		if u.r.Buffered() < 4 || len(u.out) > 32<<10 {
			return
		}
	}
}

// unit reads two bytes; an odd one at the end is dropped.
func (u *utf16Reader) unit() (uint16, bool) {
	var b [2]byte
	if _, err := io.ReadFull(u.r, b[:]); err != nil {
		if err == io.ErrUnexpectedEOF {
			err = io.EOF
		}
		u.err = err
		return 0, false
	}
	return u.order.Uint16(b[:]), true
}

// httpHeader returns how long the header is that `curl -i` saves in front of what the server sent; 0 when there is
// none, or the answer was an error.
func httpHeader(head []byte) int {
	status, _, _ := bytes.Cut(head, []byte("\n"))
	if !bytes.HasPrefix(status, []byte("HTTP/")) || !bytes.Contains(status, []byte(" 200")) {
		return 0
	}
	for _, end := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(head, []byte(end)); i > 0 {
			return i + len(end)
		}
	}
	return 0
}
