package correlate

import "testing"

// What everybody knows keeps its name in a bundle; what may be a company's does not.
func TestPublic(t *testing.T) {
	for pkg, want := range map[string]bool{
		"net/http": true, "runtime": true, "internal/poll": true, "vendor/golang.org/x/net/http2/hpack": true,
		"golang.org/x/sync/errgroup": true, "github.com/hashicorp/go-hclog": true, "google.golang.org/grpc": true,
		"github.com/cockroachdb/pebble/vfs": true, "github.com/sourcegraph/conc/pool": true,
		"github.com/ctxscope/ctxscope/samples/ctxtrace": true,

		"main": false, "": false, "vendor/acme.internal/pay": false, "pay": false, "acme.internal/net/http": false, "github.com/acme/pay": false,
		"github.com/hashicorp": false, "golang.org": false, "github.com/sourcegraph/concern": false,
	} {
		if Public(pkg) != want {
			t.Errorf("%q: want %v", pkg, want)
		}
	}
}
