package sap

import (
	"encoding/base64"
	"math"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// kindsOf maps each character to u, l, d or s: upper, lower, digit, other. It returns
// how many of each there are.
func kindsOf(word string) (n [4]int) {
	for _, r := range word {
		switch {
		case unicode.IsNumber(r):
			n[2]++
		case unicode.IsUpper(r):
			n[0]++
		case unicode.IsLower(r):
			n[1]++
		default:
			n[3]++
		}
	}
	return n
}

// entropyOf is Shannon's, in units of log 4, in [0,1].
func entropyOf(n [4]int) float64 {
	all := float64(n[0] + n[1] + n[2] + n[3])
	e := 0.0
	for _, k := range n {
		if k > 0 {
			e -= float64(k) / all * math.Log(float64(k)/all) / math.Log(4)
		}
	}
	return max(e, 0)
}

// heterogeneous words have digits and symbols, whatever letters they have: the four
// combinations that the original lists.
func heterogeneous(n [4]int) bool { return n[2] > 0 && n[3] > 0 }

var (
	base64Words = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[a-zA-Z0-9=/+]{2,}`) })
	addresses   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}`) })
	urls        = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\b(?:https?|ftp|ssh|wss?)://[^\s<>]+`) })
)

// distinct counts the different matches in s that are accepted.
func distinct(re *regexp.Regexp, s string, accept func(string) bool) int {
	found := re.FindAllString(s, -1)
	slices.Sort(found)
	return len(slices.DeleteFunc(slices.Compact(found), func(w string) bool { return !accept(w) }))
}

// isBase64 reports whether a word is the code of a printable text.
func isBase64(word string) bool {
	text, err := base64.StdEncoding.Strict().DecodeString(word)
	if err != nil || len(text) == 0 || !utf8.Valid(text) {
		return false
	}
	return strings.IndexFunc(string(text), func(r rune) bool { return !unicode.IsPrint(r) && !unicode.IsSpace(r) }) < 0
}

func isAddress(word string) bool {
	_, err := netip.ParseAddr(word)
	return err == nil
}

// plainTokens are what shells, addresses of services and sensitive places look like.
const plainTokens = `http://|https://|ssh://|ftp://|ws://|wss://|file://|git://|ldap://|smb://|telnet://|udp://|vnc://|curl |wget|bash|/bin/bash|/bin/sh|` +
	`bash -i|/dev/tcp/|/dev/udp/|nc -|ncat|socat|python -c|python3 -c|perl -e|php -r|ruby -|powershell|cmd.exe|openssl|awk |telnet|exec|eval|__import__|` +
	`pty.spawn|mkfifo|chmod|/tmp/|/etc/passwd|/etc/shadow|/etc/group|/etc/hosts|/etc/resolv.conf|/proc/|/root/|.bash_history|.bash_profile|.ssh|id_rsa|` +
	`known_hosts|authorized_keys|.aws|.npmrc|.pypirc|.netrc|.htaccess|boot.ini|win.ini|\SAM|System32|%TEMP%|%APPDATA%|AppData|Local State|Login Data|` +
	`Cookies|leveldb|wallet|discord|token|webhook|pastebin.com|ngrok|ipify.org|ipinfo.io|dyndns.org|burpcollaborator|interact.sh|pipedream`

// suspicious are the tokens, each also backwards and as URLs write it.
var suspicious = sync.OnceValue(func() []string {
	var list []string
	for token := range strings.SplitSeq(plainTokens, "|") {
		back := []rune(token)
		slices.Reverse(back)
		list = append(list, token, string(back), url.QueryEscape(token))
	}
	slices.Sort(list)
	return slices.Compact(list)
})

func suspiciousIn(s string) (n int) {
	for _, token := range suspicious() {
		if strings.Contains(s, token) {
			n++
		}
	}
	return n
}
