package profile

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/pprof/profile"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// proto reads an uncompressed profile.proto message.
func (b *builder) proto(data []byte) error {
	need, names, err := memory(data)
	switch {
	case err == errShort || err == nil && !names:
		return errCut
	case err != nil:
		return fmt.Errorf("damaged profile: %w", err)
	case need > b.memory:
		return fmt.Errorf("to decode it would take about %d MiB of memory, of %d allowed", need>>20, b.memory>>20)
	}
	p, err := decode(data)
	if err != nil {
		return fmt.Errorf("damaged profile: %w", err)
	}
	if p.TimeNanos > 0 {
		b.src.Wall = time.Unix(0, p.TimeNanos)
	}
	b.src.Records = int64(len(p.Sample))
	if len(p.Mapping) > 0 { // that of the program is the first
		b.src.Program = p.Mapping[0].File[strings.LastIndexByte(p.Mapping[0].File, '/')+1:]
	}
	for _, f := range p.Function {
		b.version(f.Name, f.Filename)
	}
	return b.samples(p)
}

// decode decodes and validates. The decoder is known not to panic; a stranger's file is no place to rely
// on that.
func decode(data []byte) (p *profile.Profile, err error) {
	defer func() {
		if v := recover(); v != nil {
			p, err = nil, fmt.Errorf("the decoder gave up: %v", v)
		}
	}()
	if p, err = profile.ParseUncompressed(data); err != nil {
		return nil, err
	}
	return p, p.CheckValid()
}

// samples reads the samples as what the sample types say they are.
func (b *builder) samples(p *profile.Profile) error {
	col := make(map[string]int)
	var types []string
	for i, st := range p.SampleType {
		if _, ok := col[st.Type]; !ok {
			col[st.Type] = i
		}
		types = append(types, st.Type)
	}
	has := func(name string) bool { _, ok := col[name]; return ok }
	switch {
	case has("goroutine"), has("goroutines"):
		b.src.Kind = evidence.Goroutines
		b.goroutineSamples(p, max(col["goroutine"], col["goroutines"]), false)
	case has("waitduration"):
		b.src.Kind = evidence.Goroutines
		b.goroutineSamples(p, col["waitduration"], true)
	case has("goroutineleak"):
		b.src.Kind = evidence.GoroutineLeak
		b.goroutineSamples(p, col["goroutineleak"], false)
	case has("inuse_space"), has("alloc_space"), has("space"):
		b.src.Kind = evidence.HeapProfile
		b.heapSamples(p, columns(col))
	case has("delay"):
		b.src.Kind = b.contentionSamples(p, columns(col))
	case has("cpu"):
		return other("a CPU profile")
	case has("samples") && has("time"):
		return other("a wall-clock profile")
	case len(types) == 0:
		return errors.New("damaged profile: it has no sample types")
	default:
		return other(fmt.Sprintf("a profile of %.100q", strings.Join(types, ", ")))
	}
	return nil
}

// other is the error of a profile of another kind.
func other(what string) error { return fmt.Errorf("%s %w", what, ErrOther) }

// columns finds a sample's values by the name of their type.
type columns map[string]int

// of returns the value of the first of the names that the profile has, 0 when it has none of them.
func (c columns) of(s *profile.Sample, names ...string) int64 {
	for _, name := range names {
		if i, ok := c[name]; ok {
			return s.Value[i]
		}
	}
	return 0
}
