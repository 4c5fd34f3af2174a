package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/pelletier/go-toml/v2"

	"github.com/ctxscope/ctxscope/ui/filter"
)

// A Config is what a configuration file says:
//
//	theme = "dark"
//	ascii = false
//	mouse = false
//
//	[keys]                     # names as the command line of the UI has them
//	why = "e"
//	edit = ["E", "ctrl+e"]
//
//	[filters]                  # for :use
//	mine = "pkg:acme/payments !label.kind=health"
//
//	[rules]                    # those that are off, in reports as well
//	far-deadline = false
//
// It is TOML because filters hold !, : and #, which YAML makes people quote.
type Config struct {
	Theme   string            `toml:"theme"`
	ASCII   bool              `toml:"ascii"`
	Mouse   bool              `toml:"mouse"`
	Keys    map[string]any    `toml:"keys"` // a key, or a list of them
	Filters map[string]string `toml:"filters"`
	Rules   map[string]bool   `toml:"rules"` // false: is not run. Which rules there are, its user knows

	keys *keyMap // with Keys in it
}

// ParseConfig reads a configuration and finds every mistake in it: the error says all of them, with
// their lines where the syntax is wrong.
func ParseConfig(text []byte) (*Config, error) {
	c := &Config{}
	d := toml.NewDecoder(strings.NewReader(string(text))).DisallowUnknownFields()
	if err := d.Decode(c); err != nil {
		var unknown *toml.StrictMissingError
		var at *toml.DecodeError
		switch {
		case errors.As(err, &unknown) && len(unknown.Errors) > 0:
			line, _ := unknown.Errors[0].Position()
			return nil, fmt.Errorf("line %d: nothing is called %q; there is theme, ascii, mouse, [keys], [filters] and [rules]", line, strings.Join(unknown.Errors[0].Key(), "."))
		case errors.As(err, &at):
			line, _ := at.Position()
			return nil, fmt.Errorf("line %d: %s", line, strings.TrimPrefix(at.Error(), "toml: "))
		}
		return nil, err
	}
	var errs []error
	if _, ok := themes[c.Theme]; c.Theme != "" && !ok {
		errs = append(errs, fmt.Errorf("theme: no theme %q: there is %s", c.Theme, strings.Join(themeNames, ", ")))
	}
	for _, name := range sortedKeys(c.Filters) {
		if _, err := filter.Parse(c.Filters[name]); err != nil {
			errs = append(errs, fmt.Errorf("[filters] %s: %w", name, err))
		}
	}
	c.keys = defaultKeys()
	errs = append(errs, c.keys.remap(c.Keys))
	return c, errors.Join(errs...)
}

// remap gives bindings other keys and reports names that do not exist, keys that cannot be typed, and
// keys that then have two meanings.
func (k *keyMap) remap(changes map[string]any) error {
	var errs []error
	all := k.named()
	for _, name := range sortedKeys(changes) {
		i := slices.IndexFunc(all, func(n namedKey) bool { return n.name == name })
		keys, err := keyList(changes[name])
		switch {
		case i < 0:
			errs = append(errs, fmt.Errorf("[keys] %s: no action is called so; the UI lists them after %s", name, k.Command.Keys()[0]))
		case err != nil:
			errs = append(errs, fmt.Errorf("[keys] %s: %w", name, err))
		case name == "interrupt":
			errs = append(errs, fmt.Errorf("[keys] %s: ctrl+c always interrupts", name))
		default:
			h := all[i].Help()
			if first, rest, whole := strings.Cut(h.Key, " "); whole && first != keys[0] {
				h.Key = keys[0] + " " + rest
			} else if !whole {
				h.Key = keys[0]
			}
			*all[i].Binding = key.NewBinding(key.WithKeys(keys...), key.WithHelp(h.Key, h.Desc))
		}
	}
	return errors.Join(append(errs, k.clashes())...)
}

// keyList reads a key or a list of keys.
func keyList(v any) ([]string, error) {
	var out []string
	switch v := v.(type) {
	case string:
		out = strings.Fields(v)
	case []any:
		for _, e := range v {
			s, ok := e.(string)
			if !ok {
				return nil, fmt.Errorf("%v is no key", e)
			}
			out = append(out, s)
		}
	default:
		return nil, fmt.Errorf("%v is no key", v)
	}
	if len(out) == 0 {
		return nil, errors.New("a key is missing")
	}
	for i, s := range out {
		if s == "space" {
			out[i] = " "
		} else if !typeable(s) {
			return nil, fmt.Errorf("%q is no key: write it like x, X, ctrl+x, alt+x, f5, enter, pgdown", s)
		}
	}
	return out, nil
}

// typeable reports whether a terminal can send a key of this name.
func typeable(name string) bool {
	bare := strings.TrimPrefix(name, "alt+")
	if len([]rune(bare)) == 1 {
		return true
	}
	for k := tea.KeyType(-100); k < 128; k++ {
		if (tea.KeyMsg{Type: k}).String() == bare && bare != "" {
			return true
		}
	}
	return false
}

// clashes reports keys with two meanings in one place. A menu's keys and those of the prompt are places
// of their own.
func (k *keyMap) clashes() error {
	var errs []error
	seen := map[string]string{}
	for _, n := range k.named() {
		where := ""
		switch {
		case n.typing:
			where = "typing/"
		case n.menu:
			where, _, _ = strings.Cut(n.name, "-")
			where += "/"
		}
		for _, s := range n.Keys() {
			if was, ok := seen[where+s]; ok {
				errs = append(errs, fmt.Errorf("[keys] %s is both %s and %s", s, was, n.name))
			}
			seen[where+s] = n.name
		}
	}
	return errors.Join(errs...)
}

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
