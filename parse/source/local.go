package source

import (
	"os/exec"
	"path/filepath"
)

// Local tells where GOROOT and the module cache of this machine are, as far as the environment says it
// without running anything; empty when it does not. home is the user's directory.
func Local(getenv func(string) string, home string) (goroot, modcache string) {
	goroot, modcache = getenv("GOROOT"), getenv("GOMODCACHE")
	if goroot == "" {
		goroot = beside("go")
	}
	if modcache == "" {
		gopath := filepath.SplitList(getenv("GOPATH"))
		switch {
		case len(gopath) > 0:
			modcache = filepath.Join(gopath[0], "pkg", "mod")
		case home != "":
			modcache = filepath.Join(home, "go", "pkg", "mod")
		}
	}
	return goroot, modcache
}

// beside returns the directory above the bin in which the named program is found, empty when it is not.
func beside(program string) string {
	found, err := exec.LookPath(program)
	if err != nil {
		return ""
	}
	if found, err = filepath.EvalSymlinks(found); err != nil || filepath.Base(filepath.Dir(found)) != "bin" {
		return ""
	}
	return filepath.Dir(filepath.Dir(found))
}
