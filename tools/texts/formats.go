package main

import (
	"math/rand"
	"strings"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
)

// knownFormats are all that the validator of custom resources knows.
var knownFormats = []string{
	"bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3", "uuid4", "uuid5", "isbn", "isbn10",
	"isbn13", "creditcard", "ssn", "hexcolor", "rgbcolor", "byte", "password", "date", "duration", "datetime", "k8sshortname",
	"k8slongname",
}

// texts are written by hand: for each format some that have it, and some that almost do.
var texts = []string{
	"", " ", "a", "0", "-", "*", "/", ".", ":", "::", "é", "日本", "😀", "\n", "a\n",
	"507f1f77bcf86cd799439011", "507F1f77bcf86cd799439011", "507f1f77bcf86cd79943901", "507f1f77bcf86cd79943901g",
	"http://a", "https://a.b/c?d=e#f", "ftp://u:p@h:21/p", "mailto:a@b", "/a", "/a?b", "//h/p", "a/b", "a:b", ":a", "1a:b", "a+b-c.d:e",
	"http://[::1]:80/", "http://[::1%25en0]/", "http://[::1%25]/", "http://[1.2.3.4]/", "http://[::1", "http://a[::1]", "http://[::1]x",
	"http://[fe80::1%25%65n%20]/", "http://[::ffff:1.2.3.4]", "http://a:b", "http://a:80:90", "x://a:80:90", "x://a:b:90", "http://a:", "http://:80",
	"http://a b", "http://a%20b", "http://a%c3%a9", "http://a%zz", "/%zz", "/%2", "/%41", "http://a/%41", "http://u%41@h", "http://u%4@h", "http://u@v@h",
	"http://u/x@h", "http://u^@h", "http://é/é", "http://a\x7f", "http://a/\t", "http://a/ b", "?a", "#a", "http:?a", "http:a", "http:", "http:///a", "x:/a", "x:%zz",
	"http://a<b>", "http://a\"b", "http://a{b", "http://a?%zz", "http://a%25b", "http://%25",
	"a@b", "a@b.c", "a.b@c", ".a@b", "a.@b", "a..b@c", "\"a b\"@c", "\"\"@c", "\"a\\\"b\"@c", "\"a\nb\"@c", "a@[1.2.3.4]", "a@[::1]", "a@[x]", "a@[1.2.3.4",
	"A B <a@b>", "<a@b>", "<a@b", "A <a@b> (c)", "a@b (c)", "a@b (c (d))", "a@b (c", "(c) a@b", "a@b, c@d", "G: a@b;", "G: a@b, c@d;", "G:;", "G: H: a@b;;", "G: A <a@b>;",
	"G: a@b", ": a@b;", "A: a@b; (c)", "\"A\" <a@b>", "\"A\" B <a@b>", "A (x) B <a@b>", "=?utf-8?q?A?= <a@b>", "=?utf-8?q?A?= (x) <a@b>", "=?utf-8?q??= <a@b>",
	"=?koi8-r?q?A?= <a@b>", "A =?koi8-r?q?B?= <a@b>", "a@b (=?koi8-r?q?B?=)", "a@b (=?utf-8?q?B?=)", "=?utf-8?b?QQ==?= <a@b>", "=?utf-8?b?Q?= <a@b>", "=?utf-8?x?A?= <a@b>",
	"=?utf-8?q?=4?= <a@b>", "=?utf-8?q?=41=zz?= <a@b>", "é@é", "a@b@c", "a", "@b", "a@", " a@b", "a@b ", "a @b", "a@ b", "A.B <a@b>", "A..B. <a@b>", "\ta@b", "a,b@c", "a@b.",
	"=??q?A?= <a@b>", "=?utf-8?qq?A?= <a@b>", "=?utf-8?q?A_é?= <a@b>", "A \"B", "a@b (c\\)", "a@b (c\\))", "A\\ <a@b>", "a@b\\",
	"localhost", "a.b", "a.bc", "a-b.cd", "-a.bc", "a-.bc", "a--b", "1.2.3.4", "a_b", "é.com", "😀.com", "a.b.", "a..b", "xn--a.xy", "$.ab", "a$b", "€.de", "A.BC",
	"a-b-c", "a-b-", "1a", "a.1b", "a.b1", strings.Repeat("a", 63), strings.Repeat("a", 64), strings.Repeat("a", 63) + ".com", strings.Repeat("a", 64) + ".com",
	strings.Repeat("a.", 127) + "ab", strings.Repeat("a.", 126) + "ab", "a-" + strings.Repeat("b", 61), "a-" + strings.Repeat("b", 62), "é" + strings.Repeat("a", 61),
	"1.2.3.4", "01.2.3.4", "1.2.3", "1.2.3.256", "1.2.3.4.5", "::1", "::ffff:1.2.3.4", "::ffff:01.2.3.4", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::2::3",
	"1:2:3:4::5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "fe80::1%eth0", "00001::", "12345::", "g::", "1:2:3:4:5:6:7:8:9", "2001:DB8::1", ":::", "1:", ":1", "::1:",
	"1.2.3.4/24", "01.2.3.4/24", "1.2.3.4/032", "1.2.3.4/33", "::/0", "::/128", "::/129", "::ffff:1.2.3.4/100", "1.2.3.4/", "1.2.3.4/a", "1.2.3.4/-1", "1.2.3.4/+1", "1.2.3.4/1/2", "/24",
	"1.2.3.4/99999999999999999999", "1.2.3.4/00000000000000000024",
	"01:23:45:67:89:ab", "01-23-45-67-89-AB", "01-23-45-67-89:ab", "0123.4567.89ab", "0123.4567.89ab.cdef", "01:23:45:67:89:ab:cd:ef", "0123456789ab", "0123456789abcdef", "0123456789abc",
	"01:23:45:67:89", "01:23:45:67:89:ab:cd", "0123:4567:89ab", "01.23.45.67.89.ab", "00:00:00:00:fe:80:00:00:00:00:00:00:02:00:5e:10:00:00:00:01", "é:23:45:67:89:ab", "012.4567.89ab",
	"0000000000000000000000000000000000000000", "01:23:45:67:89:a",
	"123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000", "123e4567-e89b-32d3-a456-426614174000", "123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-42d3-c456-426614174000",
	"123e4567-e89b-52d3-b456-426614174000", "123e4567-e89b-12d3-a456-42661417400", "{123e4567-e89b-12d3-a456-426614174000}", "123e4567--e89b-12d3-a456-426614174000",
	"0321751043", "978-0321751041", "978-0-321-75104-1", "3 401 01319 X", "X401013190", "3 401 01319 x", "0321751044", "978-0321751042", "032175104", "9780321751041\n", "0-3-2-1-7-5-1-0-4-3", "97803217510411",
	"340101319X", "34010131X9", "3\v401013190", "0000000000", "0000000000000",
	"4220855426222389", "4220-8554-2622-2389", "4220 8554 2622 2389", "5139288802098206", "374953669708156", "6011464355444102", "3548209662790989", "30190239451016", "4220855426222388", "4 2x2y0855426222389é",
	"4111111111111", "4111111111111111", "41111111111111111111",
	"191-60-2869", "191 60 2869", "191602869", "191-602869", "191-60-28699", "19-160-2869", "191 60-2869",
	"#fff", "fff", "#FFFFFF", "#ffff", "#ggg", "fffffff", "##fff",
	"rgb(0,31,255)", "rgb(0, 31, 255)", "rgb( 0,31,255 )", "rgb(256,0,0)", "rgb(01,31,255)", "rgb(1,2)", "rgb(1,2,3,4)", "rgba(1,2,3)", "RGB(1,2,3)", "rgb(1,199,3)", "rgb(\v1,2,3)", "rgb(\n1,2,3)",
	"YQ==", "YWI=", "YWJj", "YQ=", "YQ", "=", "====", "Y===", "YWJjZA==", "YW Jj", "YW-j", "YW_j", "YW+/", "YQ==YQ==", "YWJj\n",
	"2006-01-02", "2000-02-29", "1900-02-29", "2006-13-02", "2006-00-02", "2006-01-32", "2006-1-2", "06-01-02", "2006-01-02Z", "2006/01/02", "0000-01-01", "9999-12-31", "2006-01-0é", "2006-04-31", "-006-01-02",
	"2014-12-15T19:30:20.000Z", "2014-12-15t19:30:20z", "2014-12-15T19:30:20+01:00", "2014-12-15T19:30:20", "2014-12-15T24:30:20Z", "2014-12-15T23:60:20Z", "2014-12-15T23:59:60Z", "2014-12-15T19:30:20,5Z",
	"2014-12-15T19:30:20é5Z", "2014-12-15T19:30:20\n5Z", "2014-12-15 19:30:20Z", "2014-12-15T19:30:20.Z", "2014-12-15T19:30:20Ztrash", "2014-12-15T19:30:20-99:99", "2014-12-15T1:30:20Z", "2014-02-30T19:30:20Z",
	"2014-12-15T19:30:20.5+0100", "2014-12-15Tt19:30:20Z", "2014-12-15T19:30:20.123456789012345678901234567890Z",
	"1h", "1.5h", "-1h", "+1h", "1h30m", "1", "0", "-0", "+", ".", ".s", "1.s", ".5s", "1d", "2 days", "3 weeks", "1 sec", "1 second", "1 s", "1s ", "1 min", "1 minutes", "1 mi", "5 hrs", "5 hr", "5 hour", "22 ns",
	"1µs", "1μs", "1 µs", "1 μs", "1 micros", "1 nanoseconds", "x1hy", "x 1h y", "1 wk", "1 wks", "1D", "1H", "1 NANOS", "9223372036854775807ns", "9223372036854775808ns", "-9223372036854775808ns", "9223372036854775809ns",
	"99999999999999999999ns", "99999999999999999999 days", "99999999999999999999 x", "99999999999999999999", "9223372036854775808 days", "2562047h", "2562048h", "1\v s", "1\nday", "1 . day", "1h1", "1.2.3s", "0.9223372036854775807999s",
	"2562047.99h", "0.99999999999999999999999999h", "1 µ", "1 K", "1ſ", "1 dAy", "5 m5 x", "é1h", "1é", "1 é",
	"abc", "a-b", "-a", "a-", "A", "a.b", "a..b", ".a", "a.", "a.-b", strings.Repeat("b", 253), strings.Repeat("b", 254), "a." + strings.Repeat("b", 251), "a." + strings.Repeat("b", 252), "1.2", "a_b",
}

// formats writes a row a text: those above, and as many that are made of them by small changes.
func formats(random *rand.Rand, count int, write func(any)) {
	letters := []rune(strings.Join(texts, ""))
	seen := sets.New[string]()
	row := func(text string) bool {
		if seen.Has(text) || !utf8.ValidString(text) {
			return false
		}
		seen.Insert(text)
		has := []string{}
		for _, format := range knownFormats {
			if strfmt.Default.Validates(format, text) {
				has = append(has, format)
			}
		}
		write(map[string]any{"text": text, "formats": strings.Join(has, " ")})
		return true
	}
	for _, text := range texts {
		row(text)
	}
	for count > 0 {
		text := []rune(pick(random, texts))
		for range 1 + random.Intn(3) {
			at := random.Intn(len(text) + 1)
			switch random.Intn(4) {
			case 0:
				text = append(text[:at:at], append([]rune{pick(random, letters)}, text[at:]...)...)
			case 1:
				if at < len(text) {
					text = append(text[:at:at], text[at+1:]...)
				}
			case 2:
				if at < len(text) {
					text[at] = pick(random, letters)
				}
			default:
				end := at + random.Intn(len(text)-at+1)
				text = append(text[:end:end], text[at:]...)
			}
		}
		if len(text) < 90 && row(string(text)) {
			count--
		}
	}
}
