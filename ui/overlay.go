package ui

// An overlay stands over the screen, chrome excepted, until it is closed. One that is a target can be
// searched.
type overlay interface {
	isShown() bool
	title() string
	crumb() string
	View() string
	setSize(w, h int)
	actions() []action
	place() string // of a text that is scrolled or searched
}

// overlays are all there are; at most one is shown.
func (a *app) overlays() []overlay { return []overlay{a.help, a.peek, a.raw, a.versus, a.bundle} }

// over returns the overlay that is shown, nil when none is.
func (a *app) over() overlay {
	for _, o := range a.overlays() {
		if o.isShown() {
			return o
		}
	}
	return nil
}

// overActions are the keys of an overlay.
func (a *app) overActions(o overlay) []action {
	acts := o.actions()
	if t, ok := o.(target); ok && !(o == overlay(a.bundle) && !a.bundle.listing) {
		search := "search"
		if o == overlay(a.help) {
			search = "filter"
		}
		acts = append(acts, does(a.keys.Filter, func() { a.prompt.ask("/", t) }).as(search))
	}
	if o == overlay(a.raw) {
		acts = append(acts, action{a.keys.Edit, a.editRaw})
	}
	return acts
}
