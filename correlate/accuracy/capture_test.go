package accuracy

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// build compiles the programs, each with the black box, and returns the folder of their binaries.
func build(ctx context.Context, all []*program, bin string) error {
	blackbox, err := filepath.Abs("testdata/blackbox/blackbox.go")
	if err != nil {
		return err
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	folders := map[bool][]string{} // by module
	for _, p := range all {
		overlay.Replace[filepath.Join(p.dir, "zz_blackbox.go")] = blackbox
		folders[p.wrapped] = append(folders[p.wrapped], p.dir)
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		return err
	}
	file := filepath.Join(bin, "overlay.json")
	if err := os.WriteFile(file, text, 0o666); err != nil {
		return err
	}
	for wrapped, dirs := range folders {
		args := []string{"build", "-overlay", file, "-o", bin + string(filepath.Separator)}
		cmd := exec.CommandContext(ctx, "go", append(args, dirs...)...)
		if wrapped {
			cmd.Dir = "testdata/wrapped"
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go build: %v\n%s", err, out)
		}
	}
	return nil
}

// capture runs the program until it has left its goroutines behind and dir holds the evidence. On a machine that
// is busy with other things a run may be too short; the next ones last longer.
func capture(ctx context.Context, p *program, binary, dir string) error {
	var short string
	for after := p.run; after <= 4*p.run; after *= 2 {
		if err := runOnce(ctx, binary, dir, after); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		t, err := readTruth(p, dir)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		short = ""
		for _, l := range p.leaks {
			if n := len(t.leaking[l]); n < l.expect {
				short += fmt.Sprintf("; leak %d has %d goroutines, want %d", l.number, n, l.expect)
			}
		}
		if short == "" {
			return os.WriteFile(filepath.Join(dir, "source.sum"), p.sum(), 0o666)
		}
	}
	return fmt.Errorf("%s did not leak as marked%s", p.name, short)
}

// runOnce runs the binary, waits for its files, and ends it with a SIGQUIT.
func runOnce(ctx context.Context, binary, dir string, after time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, after+time.Minute)
	defer cancel()
	crash, err := os.Create(filepath.Join(dir, "crash.txt"))
	if err != nil {
		return err
	}
	defer crash.Close()
	cmd := exec.CommandContext(ctx, binary)
	cmd.Env = append(os.Environ(), "BLACKBOX_DIR="+dir, "BLACKBOX_AFTER="+after.String(), "GOTRACEBACK=all", "GODEBUG=", "GOMAXPROCS=")
	cmd.Stderr = crash
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	captured := false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasSuffix(lines.Text(), "captured") {
			captured = true
			if err := cmd.Process.Signal(syscall.SIGQUIT); err != nil {
				return err
			}
			break
		}
	}
	if _, err := io.Copy(io.Discard, out); err != nil {
		return err
	}
	err = cmd.Wait() // a SIGQUIT is status 2
	if !captured {
		said, _ := os.ReadFile(crash.Name())
		return fmt.Errorf("ended before the evidence was taken: %v\n%s", err, said)
	}
	return nil
}

// fresh reports whether dir holds the evidence of a run of this very source.
func (p *program) fresh(dir string) bool {
	sum, err := os.ReadFile(filepath.Join(dir, "source.sum"))
	return err == nil && bytes.Equal(sum, p.sum())
}

// sum tells the program's source from any other; where it lies counts, since stacks have that.
func (p *program) sum() []byte {
	h := sha256.New()
	for _, file := range slices.Sorted(maps.Keys(p.files)) {
		fmt.Fprintf(h, "%s %d\n%s", file, len(p.files[file]), p.files[file])
	}
	return fmt.Appendf(nil, "%x\n", h.Sum(nil))
}
