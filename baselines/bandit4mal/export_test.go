package bandit4mal

// CallRules returns name, module and suffix of the rules about calls.
func CallRules() [][3]string {
	var list [][3]string
	for _, r := range callRules() {
		list = append(list, [3]string{r.id, r.module, r.suffix})
	}
	return list
}

// ImportModules returns the modules of the rules about imports.
func ImportModules() []string { return importModules() }
