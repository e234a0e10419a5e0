package guarddog

// rule is one of GuardDog's rules about source code.
type rule struct {
	id, about string
	// within and without are parts of paths that a file must, or must not have;
	// see [placed].
	within, without []string
	find            finder
}

// rules returns the rules about Python in the order of their names. Their names,
// and the names of functions, modules and domains in them, are those of GuardDog.
func rules() []rule {
	return []rule{
		{id: "api-obfuscation", about: "calls a function that is looked up by its name at run time", find: apiObfuscation},
		{id: "clipboard-access", about: "reads or writes the clipboard", find: clipboard},
		{id: "cmd-overwrite", about: "replaces a command of setup, so that code runs at installation", find: cmdOverwrite},
		{
			id: "code-execution", about: "runs code or a command at installation or import", find: codeExecution(),
			within: []string{"setup.py", "__init__.py", "code-execution.py"},
		},
		{id: "dll-hijacking", about: "makes a program load another library", find: dllHijacking()},
		{id: "download-executable", about: "writes what it downloads and makes it executable", find: downloadExecutable()},
		{id: "exec-base64", about: "runs what it decodes", find: execBase64().find},
		{id: "exfiltrate-sensitive-data", about: "sends what it knows of the machine or its user", find: exfiltrate},
		{id: "obfuscation", about: "hides code as obfuscators do", find: obfuscation()},
		{id: "pyarmor", about: "is packed by PyArmor", find: pyarmor},
		{id: "screenshot", about: "takes pictures of the screen", find: screenshot},
		{id: "shady-links", about: "holds a link to a place that malware likes", find: shadyLinks, without: []string{"test", "tests", "test_*"}},
		{id: "silent-process-execution", about: "starts a process that is neither heard nor seen", find: calls(named("subprocess."), silent)},
		{id: "steganography", about: "runs what is hidden in a picture", find: steganography().find},
		{id: "unicode", about: "writes code in letters that only look like those of ASCII", find: lookalikes},
	}
}
