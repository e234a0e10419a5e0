package pysrc

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// codecName normalises the name of an encoding as Python's tokenizer does, and
// folds the aliases of UTF-8, Latin-1 and ASCII.
func codecName(name string) string {
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	for _, prefix := range []string{"utf-8", "latin-1", "iso-8859-1", "iso-latin-1"} {
		if strings.HasPrefix(name, prefix+"-") {
			name = prefix
		}
	}
	switch strings.ReplaceAll(name, "-", "") {
	case "utf8", "u8", "utf", "utf8ucs2", "utf8ucs4", "cp65001":
		return "utf-8"
	case "latin1", "latin", "l1", "isolatin1", "iso88591", "iso8859", "8859", "cp819", "ibm819", "csisolatin1",
		"iso885911987", "isoir100":
		return "iso-8859-1"
	case "ascii", "usascii", "us", "646", "iso646us", "ansix3.41968", "ansix341968", "ansix3.41986", "cp367", "ibm367",
		"csascii", "iso646.irv1991", "isoir6":
		return "ascii"
	}
	return name
}

// charsets are the legacy encodings by each of their names in Python's
// "Standard Encodings" and encodings.aliases, without "-" and "_". Where there
// is no exact table a superset stands in, which reads the same text alike.
var charsets = func() map[string]encoding.Encoding {
	table := map[string]encoding.Encoding{}
	for _, c := range []struct {
		names string
		table encoding.Encoding
	}{
		{"cp037 037 csibm037 ebcdiccpca ebcdiccpnl ebcdiccpus ebcdiccpwt ibm037 ibm039", charmap.CodePage037},
		{"cp1140 1140 ibm1140", charmap.CodePage1140},
		{"cp1250 1250 windows1250", charmap.Windows1250},
		{"cp1251 1251 windows1251", charmap.Windows1251},
		{"cp1252 1252 windows1252", charmap.Windows1252},
		{"cp1253 1253 windows1253", charmap.Windows1253},
		{"cp1254 1254 windows1254", charmap.Windows1254},
		{"cp1255 1255 windows1255", charmap.Windows1255},
		{"cp1256 1256 windows1256", charmap.Windows1256},
		{"cp1257 1257 windows1257", charmap.Windows1257},
		{"cp1258 1258 windows1258", charmap.Windows1258},
		{"cp437 437 cspc8codepage437 ibm437", charmap.CodePage437},
		{"cp850 850 cspc850multilingual ibm850", charmap.CodePage850},
		{"cp852 852 cspcp852 ibm852", charmap.CodePage852},
		{"cp855 855 csibm855 ibm855", charmap.CodePage855},
		{"cp858 858 csibm858 ibm858", charmap.CodePage858},
		{"cp860 860 csibm860 ibm860", charmap.CodePage860},
		{"cp862 862 cspc862latinhebrew ibm862", charmap.CodePage862},
		{"cp863 863 csibm863 ibm863", charmap.CodePage863},
		{"cp865 865 csibm865 ibm865", charmap.CodePage865},
		{"cp866 866 csibm866 ibm866", charmap.CodePage866},
		{"cp874 windows874 iso885911 iso8859112001 thai tis620 tis6200 tis62025290 tis62025291 isoir166", charmap.Windows874},
		{"iso88592 csisolatin2 iso885921987 isoir101 l2 latin2", charmap.ISO8859_2},
		{"iso88593 csisolatin3 iso885931988 isoir109 l3 latin3", charmap.ISO8859_3},
		{"iso88594 csisolatin4 iso885941988 isoir110 l4 latin4", charmap.ISO8859_4},
		{"iso88595 csisolatincyrillic cyrillic iso885951988 isoir144", charmap.ISO8859_5},
		{"iso88596 arabic asmo708 csisolatinarabic ecma114 iso885961987 isoir127", charmap.ISO8859_6},
		{"iso88597 csisolatingreek ecma118 elot928 greek greek8 iso885971987 isoir126", charmap.ISO8859_7},
		{"iso88598 csisolatinhebrew hebrew iso885981988 isoir138", charmap.ISO8859_8},
		{"iso88599 csisolatin5 iso885991989 isoir148 l5 latin5", charmap.ISO8859_9},
		{"iso885910 csisolatin6 iso8859101992 isoir157 l6 latin6", charmap.ISO8859_10},
		{"iso885913 l7 latin7", charmap.ISO8859_13},
		{"iso885914 iso8859141998 isoceltic isoir199 l8 latin8", charmap.ISO8859_14},
		{"iso885915 l9 latin9", charmap.ISO8859_15},
		{"iso885916 iso8859162001 isoir226 l10 latin10", charmap.ISO8859_16},
		{"koi8r cskoi8r", charmap.KOI8R},
		{"koi8u", charmap.KOI8U},
		{"macroman macintosh", charmap.Macintosh},
		{"maccyrillic", charmap.MacintoshCyrillic},
		{"gbk 936 cp936 ms936 gb2312 chinese csiso58gb231280 euccn eucgb2312cn gb23121980 gb231280 isoir58" +
			" xmacsimpchinese", simplifiedchinese.GBK},
		{"gb18030 gb180302000", simplifiedchinese.GB18030},
		{"hz hzgb hzgb2312", simplifiedchinese.HZGB2312},
		{"big5 big5tw csbig5 xmactradchinese big5hkscs hkscs cp950 950 ms950", traditionalchinese.Big5},
		{"shiftjis csshiftjis sjis xmacjapanese cp932 932 ms932 mskanji windows31j", japanese.ShiftJIS},
		{"eucjp ujis", japanese.EUCJP},
		{"iso2022jp csiso2022jp iso2022jp1 iso2022jp2 iso2022jpext", japanese.ISO2022JP},
		{"euckr korean ksc5601 ksc56011987 ksx1001 xmackorean cp949 949 ms949 uhc", korean.EUCKR},
	} {
		for _, name := range strings.Fields(c.names) {
			table[name] = c.table
		}
	}
	return table
}()

// unknownEncoding opens what decode says of an encoding that it does not know.
const unknownEncoding = "unknown encoding "

// decodeNamed decodes from an encoding other than UTF-8.
func decodeNamed(src []byte, name string) (text, problem string) {
	key := strings.ReplaceAll(name, "-", "")
	switch key {
	case "iso88591":
		return latinText(src), ""
	case "ascii":
		if !isASCII(src) {
			problem = "source is not ASCII as it declares"
		}
		return latinFill(string(src)), problem
	case "unicodeescape":
		return new(unescaper).unescape(latinText(src), false), ""
	case "rawunicodeescape":
		return unescapeUnicode(latinText(src)), ""
	case "utf7", "u7", "unicode11utf7":
		return decodeUTF7(latinFill(string(src)))
	case "rot13":
		return rot13(latinFill(string(src))), "encoding " + name + " is not a text encoding in Python 3"
	}
	switch table := charsets[key].(type) {
	case nil:
		return latinFill(string(src)), unknownEncoding + strconv.Quote(name)
	case *charmap.Charmap:
		return decodeBytes(src, table, name)
	default:
		out, err := table.NewDecoder().Bytes(src)
		if err != nil {
			return latinFill(string(src)), "source is not valid " + name
		}
		if text = string(out); strings.ContainsRune(text, utf8.RuneError) {
			problem = "source is not valid " + name
		}
		return text, problem
	}
}

// decodeBytes decodes from an encoding of one byte a character.
func decodeBytes(src []byte, table *charmap.Charmap, name string) (text, problem string) {
	var b strings.Builder
	b.Grow(len(src) + len(src)/8)
	for _, c := range src {
		r := table.DecodeByte(c)
		if r == utf8.RuneError {
			// The tables leave the control characters of ISO 8859 out.
			r = rune(c)
			if c >= 0xa0 || !strings.HasPrefix(name, "iso") && !strings.HasPrefix(name, "tis") {
				problem = "source is not valid " + name
			}
		}
		b.WriteRune(r)
	}
	return b.String(), problem
}

func isASCII(src []byte) bool {
	for _, c := range src {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func latinText(src []byte) string {
	out := make([]rune, len(src))
	for i, c := range src {
		out[i] = rune(c)
	}
	return string(out)
}
