package families_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/families"
)

// Two uploads of one author, and a package of somebody else.
func Example() {
	packages := map[string]string{
		"first":  "import os\nif os.name == 'nt':\n    os.system('first')\n",
		"second": "import os\nif os.name == 'posix':\n    os.system('second')\n",
		"other":  "def area(a, b):\n    return a * b\n",
	}
	var members []families.Member
	for _, id := range []string{"first", "second", "other"} {
		p := &datasets.Package{FS: fstest.MapFS{"setup.py": {Data: []byte(packages[id])}}}
		s, err := families.Of(context.Background(), p)
		if err != nil {
			fmt.Println(err)
			return
		}
		members = append(members, families.Member{Sample: datasets.Sample{ID: id}, Sketch: s})
	}
	relations := families.Relate(members, families.Options{})
	for i, r := range relations {
		fmt.Println(members[i].ID, r.Family == relations[0].Family, r.Size)
	}
	// Output:
	// first true 2
	// second true 2
	// other false 1
}
