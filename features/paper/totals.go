package paper

// Totals adds up the values of packages, one measure at a time, as their
// cal_final_cen.py does (in PyGuard's copy; the paper's section on sensitive
// APIs). The zero value has no packages. Use one for each measure.
//
// Sums are in the order of the calls of Add, to the last bit.
type Totals struct {
	at   map[string]int
	sums List
}

// Add adds the values of one package. An API that the package lacks has 0
// there, so a package without values need not be added.
func (t *Totals) Add(values List) {
	if t.at == nil {
		t.at = map[string]int{}
	}
	for _, e := range values {
		i, ok := t.at[e.API]
		if !ok {
			i, t.at[e.API] = len(t.sums), len(t.sums)
			t.sums = append(t.sums, Entry{API: e.API})
		}
		t.sums[i].Value += e.Value
	}
}

// Mean returns the sums divided by a number of packages, in descending order;
// equal ones are in the order in which they were first added. The number, above
// 0, is that of all malicious packages of the corpus, whether they have values
// or not: 9,664 in the paper.
func (t *Totals) Mean(packages int) List {
	list := make(List, len(t.sums))
	for i, e := range t.sums {
		list[i] = Entry{e.API, e.Value / float64(packages)}
	}
	list.sort()
	return list
}
