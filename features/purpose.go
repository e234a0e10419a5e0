package features

import (
	"fmt"
	"slices"
)

// Purpose is what an attacker uses an API for, of a fixed taxonomy that a
// person or a language model can decide in a word. A [Category] is finer, says
// what the API does, and holds for honest uses too.
type Purpose string

// The purposes, named after the tactics of MITRE ATT&CK where there is one,
// https://attack.mitre.org/tactics/enterprise/.
const (
	Execution        Purpose = "execution"         // run code or commands
	Exfiltration     Purpose = "exfiltration"      // send data away
	Discovery        Purpose = "discovery"         // learn about the machine, the user or the network
	CredentialAccess Purpose = "credential-access" // reach secrets
	Obfuscation      Purpose = "obfuscation"       // hide code or data
	Persistence      Purpose = "persistence"       // survive a restart
	Download         Purpose = "download"          // fetch a further stage
	DefenceEvasion   Purpose = "defence-evasion"   // avoid being seen, analysed or stopped
	Destruction      Purpose = "destruction"       // delete, encrypt or break
	Mining           Purpose = "mining"            // use the machine's power
)

// Purposes returns the taxonomy in the order in which tables show it. The slice
// is the caller's.
func Purposes() []Purpose {
	return []Purpose{
		Execution, Exfiltration, Discovery, CredentialAccess, Obfuscation,
		Persistence, Download, DefenceEvasion, Destruction, Mining,
	}
}

// ParsePurpose returns the purpose that s names.
func ParsePurpose(s string) (Purpose, error) {
	if p := Purpose(s); slices.Contains(Purposes(), p) {
		return p, nil
	}
	return "", fmt.Errorf("features: unknown purpose %q", s)
}
