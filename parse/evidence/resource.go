package evidence

// A ResourceKind says what an address belongs to.
type ResourceKind string

// The kinds of resource that a dump's frames name.
const (
	Channel      ResourceKind = "channel"
	Mutex        ResourceKind = "mutex"
	RWMutex      ResourceKind = "rwmutex"
	WaitGroupRes ResourceKind = "waitgroup"
	CondRes      ResourceKind = "cond"
	Semaphore    ResourceKind = "semaphore"
	ContextRes   ResourceKind = "context"
)

// A Resource is something several goroutines may wait on or hold, known by its address. Addresses mean
// something within one dump, or several of one process while the resource lives.
type Resource struct {
	Kind ResourceKind
	Addr uint64
	Type uint64 // for a context, the itab: equal for contexts of one kind; 0 otherwise
}

// A Hold is one goroutine's relation to a Resource.
type Hold struct {
	Resource *Resource
	Role     Role
	Frame    int  // index in the goroutine's Stack.Frames, -1 when it is not known
	Stale    bool // the dump marks the word with ?: it may be left over from an earlier use
}

// A Role is what a goroutine does with a resource.
type Role string

// The roles, in the words the panes use.
const (
	Sends    Role = "sends on"
	Receives Role = "receives from"
	Locks    Role = "waits for"   // a lock, wait group, cond or semaphore
	Carries  Role = "carries"     // a context, as an argument
	Passes   Role = "is inside"   // a method of the resource further out on the stack
	Reaches  Role = "has at hand" // a lock of another object, in the function that waits for one
)
