package parse

import (
	"encoding/base64"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// in16 is text as UTF-16 with its mark, low byte first or last.
func in16(text string, bigEndian bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		low, high := byte(u), byte(u>>8)
		if bigEndian {
			low, high = high, low
		}
		b.WriteByte(low)
		b.WriteByte(high)
	}
	return b.String()
}

// TestForeign: a file that is no evidence is called what it is, where that can be told: what a failed curl, a
// proxy, or a shell's redirection leaves in the place of a profile.
func TestForeign(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"no such page":       {"404 page not found\n", `it is a short text, "404 page not found"`},
		"no such profile":    {"Unknown profile\n", `it is a short text, "Unknown profile"`},
		"curl failed":        {"curl: (7) Failed to connect to localhost port 6060\n", `it is a short text, "curl: (7) Failed to connect`},
		"answer with -i":     {"HTTP/1.1 403 Forbidden\r\nServer: proxy\r\n\r\ndenied\n", `it is the answer of a server, "HTTP/1.1 403 Forbidden"`},
		"login page":         {"\n<!DOCTYPE html>\n<html><head>\n<title>\n Sign in </title></head>", `it is a web page, "Sign in"`},
		"page, no title":     {"<HTML><body>gone</body></HTML>", "it is a web page"},
		"log without a dump": {strings.Repeat("GET /order 200\n", 1000), "it is a text without a goroutine dump"},
		"xz":                 {"\xfd7zXZ\x00\x00\x04", "it is compressed with xz; unpack it with xz -d"},
		"core file":          {"\x7fELF\x02\x01\x01", "it is a program or a core file"},
		"profile as UTF-8":   {"\x1f\xc2\x8b\x08\x00", "it is a gzipped file, such as a profile, that was written as text"},
		"profile replaced":   {"\x1f\ufffd\x08\x00", "it is a gzipped file, such as a profile, that was written as text"},
		"profile by >":       {in16("\x1fï\x08\x00", false), "it is a gzipped file, such as a profile, that was written as text"},
		"profile in base64":  {"H4sIAAAAAAAA/wAAAP//AQAAAP//", "it is base64 of a gzipped file"},
		"anything":           {"\x00\x01\x02", "not a file ctxscope can read; it reads execution traces"},
	} {
		_, err := stdin(t, c.data)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// TestForeignBeside: found beside evidence, such a file is listed with what it is, and is no problem.
func TestForeignBeside(t *testing.T) {
	tree(t, map[string][]byte{"in/dump.txt": []byte(aDump), "in/heap.pb.gz": []byte("404 page not found\n"), "in/block.pb.gz": nil})
	set, err := open1("in")
	if err != nil || len(set.Problems) > 0 || len(set.Sources) != 3 {
		t.Fatalf("%v, %v", set, err)
	}
	for _, s := range set.Sources[1:] {
		want := map[string]string{"heap.pb.gz": `a short text, "404 page not found"`, "block.pb.gz": "empty"}[s.Path[len("in/"):]]
		if s.Kind != evidence.Unrecognised || s.Note != want || s.Partial {
			t.Errorf("%+v, want the note %s", s, want)
		}
	}
}

// TestBzip2 reads what bzip2 packs; Go has no writer for it.
func TestBzip2(t *testing.T) {
	const packed = "QlpoOTFBWSZTWfFDHkgAAC/bgAAwQG1y0AAKPu+f4CAAdBkknoaZNCaGIxoepqDTUmg0GmmjQAACi2EoponDYCg1yw1Hz1DRwcjF" +
		"rIE1r0k+QuBB+CRoHXXJMotT9mwXHtQr+YMkX2BrOCWmMLAlY4FTgihyAhTMIXGFOJD/Ph0wMaS+MVM/4u5IpwoSHihjyQA="
	data, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		t.Fatal(err)
	}
	set, err := stdin(t, string(data))
	if err != nil || len(set.Goroutines) != 2 {
		t.Errorf("%v, %v", set, err)
	}
}
