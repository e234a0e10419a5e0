package detectortest

import (
	"context"
	"slices"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Canary is an API that only packages which are judged call, in the second of the
// collections of [Peekers]. Who has it among his columns has looked at them.
const Canary = "canary.sings"

// Peekers returns the names of the contestants that learn from what they are to be
// judged on, in whatever way it reached them: from the contents of a list that they
// were made with, say, or a file. It runs them on two collections that are alike in
// all they may learn from, and differ in malicious packages that are judged. What
// they say of the other packages that are judged must be the same. The records of
// the second run are returned too.
//
// Contestants are made once for each collection, from all of its items, which as makes
// of packages.
func Peekers[T any](
	ctx context.Context, as func([]eval.Item[*datasets.Package]) []eval.Item[T], make func(items []eval.Item[T]) []eval.Contestant[T],
) ([]string, []eval.Record, error) {
	p, err := eval.ProtocolNamed("holdout", eval.ProtocolOptions{})
	if err != nil {
		return nil, nil, err
	}
	var runs [2][]eval.Record
	for k := range runs {
		items := as(heldOut(k == 1))
		if err := eval.Run(ctx, items, p, make(items), eval.RunOptions{Seed: 1}, func(r eval.Record) error {
			runs[k] = append(runs[k], r)
			return nil
		}); err != nil {
			return nil, nil, err
		}
	}
	var names []string
	for i, r := range runs[0] {
		other := runs[1][i] // records come in an order that depends on the cases alone
		if r.Label == datasets.Benign && (r.Score != other.Score || r.Threshold != other.Threshold || r.Err != other.Err) && !slices.Contains(names, r.Detector) {
			names = append(names, r.Detector)
		}
	}
	return names, runs[1], nil
}

// heldOut is a collection of which a third is judged. In the second form half of the
// malicious of that call the canary, and half are honest ones with a wrong label.
func heldOut(canary bool) []eval.Item[*datasets.Package] {
	items := Corpus(24)
	for i := range items {
		item := &items[i]
		if item.Role = "train"; i >= 32 {
			item.Role = "test"
		}
		if item.Role == "test" && item.Label == datasets.Malicious && canary {
			p := Sdist("import canary\n" + Malicious() + "canary.sings()\n")
			if i%4 == 0 { // which confuses whoever learns from it
				p = Package(map[string]string{
					"demo/setup.py":         Benign(),
					"demo/README.md":        "# demo\n",
					"demo/demo/__init__.py": "from .core import add\n",
					"demo/demo/core.py":     "import json\nimport re\n\n\ndef add(a, b):\n    return re.sub(a, b, json.dumps([a, b]))\n\n\ndef main():\n    print(len(sorted(add('a', 'b'))))\n",
				})
			}
			item.Load = func(context.Context) (*datasets.Package, error) { return p, nil }
		}
	}
	return items
}
