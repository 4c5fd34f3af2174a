package textline

import (
	"bytes"
	"unicode/utf8"
)

var dockerLog = []byte(`{"log":"`)

// openDocker returns the text of a line as docker's json-file driver writes it, appended to dst. When
// the text has no end of line, it goes on in the next line of the stream.
func openDocker(raw, dst []byte) (text []byte, stream byte, more, ok bool) {
	b, ok := bytes.CutPrefix(raw, dockerLog)
	if !ok {
		return nil, 0, false, false
	}
	text, n := unescape(dst, b)
	stream = 'e'
	if bytes.Contains(b[n:], []byte(`"stream":"stdout"`)) {
		stream = 'o'
	}
	text, whole := bytes.CutSuffix(text, []byte("\n"))
	if whole {
		text = bytes.TrimSuffix(text, []byte("\r"))
	}
	return text, stream, !whole, true
}

// keyOf returns what precedes the text of the JSON string in which raw, a log's line, has the header of a text at
// that place and nothing behind it, with the quotes and the colon; nil when it is none.
//
//	{"_PID":"4711","MESSAGE":"goroutine 1 [running]:","PRIORITY":"6"}    journalctl -o json
//	  "textPayload": "goroutine 1 [running]:",                           a line of pretty JSON
func keyOf(raw []byte, header int) []byte {
	end := max(bytes.LastIndex(raw[:header], []byte(`":"`))+3, bytes.LastIndex(raw[:header], []byte(`": "`))+4)
	if end < 5 {
		return nil
	}
	colon := bytes.LastIndex(raw[:end], []byte(`":`))
	start := bytes.LastIndexByte(raw[:colon], '"')
	if start < 0 {
		return nil
	}
	return bytes.Clone(raw[start:end])
}

// openKeyed appends the string under key to dst, without the end of line it may have.
func openKeyed(raw, key, dst []byte) (text []byte, ok bool) {
	i := bytes.Index(raw, key)
	if i < 0 {
		return nil, false
	}
	text, n := unescape(dst, raw[i+len(key):])
	if i+len(key)+n == len(raw) {
		return nil, false // no quote ends it
	}
	return bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r")), true
}

// isJSON reports whether raw can be a line of JSON that has no text: a brace, another key.
func isJSON(raw []byte) bool {
	raw = bytes.TrimLeft(raw, " \t")
	return len(raw) > 0 && bytes.IndexByte([]byte(`{}[]",`), raw[0]) >= 0
}

// Unescaped returns the text of which content, as Find returned it, has the lines in one line of the log.
func Unescaped(content []byte) []byte {
	text, _ := unescape(nil, content)
	return text
}

// unescape appends the inside of the quoted string b to dst, up to the quote that ends it, and returns
// how much of b that was. The escapes are those of JSON, which Go's %q shares but for \x.
func unescape(dst, b []byte) ([]byte, int) {
	for i := 0; i < len(b); {
		c := b[i]
		if c == '"' {
			return dst, i
		}
		if c != '\\' || i+1 == len(b) {
			dst = append(dst, c)
			i++
			continue
		}
		i += 2
		switch e := b[i-1]; e {
		case 'n':
			dst = append(dst, '\n')
		case 't':
			dst = append(dst, '\t')
		case 'r':
			dst = append(dst, '\r')
		case 'u', 'x':
			width := 4
			if e == 'x' {
				width = 2
			}
			r, ok := hexRune(b[i:], width)
			if !ok {
				dst = append(dst, '\\', e)
				continue
			}
			dst = utf8.AppendRune(dst, r)
			i += width
		default:
			dst = append(dst, e)
		}
	}
	return dst, len(b)
}

func hexRune(b []byte, width int) (r rune, ok bool) {
	if len(b) < width {
		return 0, false
	}
	for _, c := range b[:width] {
		switch {
		case isDigit(c):
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// isEscaped reports whether a text of which rest follows the first line goes on in the same line:
//
//	goroutine 7 [running]:\nmain.main()\n\t/src/main.go:12 +0x1d\n","level":"error"}
func isEscaped(rest []byte) bool {
	rest, ok := bytes.CutPrefix(rest, EscapedEnd)
	return ok && len(rest) > 0 && rest[0] != '"'
}
