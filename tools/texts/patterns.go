package main

import (
	"math/rand"
	"regexp"
	"strings"
	"unicode/utf8"
)

// expressions are written by hand: what engines differ in, and what Go refuses.
var expressions = []string{
	"", "a", "^a$", `\Aa\z`, `a\Z`, `a$`, `(?m)^b$`, `(?m:^b)$`, `^b`, `(?s).`, `.`, `(?s:.)b.`, `[^a]`, `(?s)[^a]`, `\d`, `\D`, `\w`, `\W`, `\s`, `\S`, `\v`, `\x0b`, `\b`, `\B`, `\bfoo\b`, `\Bo`, `^\B`, `\B$`, `^\B$`,
	`é\b`, `é\B`, `\Bé`, `a\Bé`, `\B\B`, `(?:\B|x)`, `\B|é.`, `[\d]`, `[^\d]`, `[\D]`, `[^\D]`, `[\w-]`, `[\w-.]`, `[a-\w]`, `[\d-z]`, `[[:alpha:]]`, `[[:^alpha:]]`, `[[:word:]]`, `[[:foo:]]`, `[[:alpha:]`, `[[:alpha]]`, `[:alpha:]`, `[[:al:pha:]]`,
	`[]a]`, `[^]a]`, `[]`, `[^]`, `[a`, `[`, `[a-`, `[a-]`, `[-a]`, `[a--]`, `[--a]`, `[a-b-c]`, `[b-a]`, `[a-\d]`, `[\b]`, `[\A]`, `[\z]`, `[\Q]`, `[a&&b]`, `[a~~b]`, `[a||b]`, `[[a]b]`, `[a[b]`, `[^\n]`, `[\n-\r]`, `[\x41-\x{5a}]`,
	`\Q.*\E`, `\Q.*`, `\Q\E`, `\Qa\Eb*`, `\E`, `\Q(\E`, `\Qab\E*`, `\Qab\E{2}`, `(?i)\QAb\E`,
	`\pL`, `\PL`, `\p{L}`, `\p{^L}`, `\P{^L}`, `\p{Greek}`, `\p{greek}`, `\p{Lu}`, `\p{lu}`, `\p{Letter}`, `\p{Uppercase_Letter}`, `\p{uppercase letter}`, `\p{Foo}`, `\p{}`, `\p`, `\p{`, `\p{L`, `\pX`, `\p{Any}`, `\P{Any}`, `\p{ASCII}`, `\p{Assigned}`, `\p{Cn}`,
	`\p{LC}`, `(?i)\p{LC}`, `\p{gc=L}`, `\p{Script=Greek}`, `\p{Alphabetic}`, `\p{IsGreek}`, `\p{Grek}`, `\p{Old_Italic}`, `\p{Latin}`, `\pé`, `\p^`, `(?i)\p{Lu}`, `(?i)\P{Lu}`, `(?i)[^\p{Lu}]`, `(?i)\p{Greek}`, `[\p{L}\d]`, `[^\pL\pN]`, `[\p{Foo}]`, `[\pL-z]`,
	`(?i)a`, `(?i)k`, `(?i)[k]`, `(?i)s`, `(?i)[^s]`, `(?i)\w`, `(?i)\W`, `(?i)ß`, `(?i)İ`, `(?i)ſ`, `(?i)[a-z]`, `(?i)[[:upper:]]`, `(?i)é`, `(?i)µ`, `(?i)θ`, `(?i)[\x{0}-\x{10ffff}]`, `(?i)[!-~]`, `a(?i)b`, `a(?i:b)c`, `(a(?i)b)c`, `(?i)a(?-i)b`, `(?i)a(?-i:b)c`,
	`(?U)a*`, `(?U)a*?`, `(?x)a b`, `(?a)`, `(?i`, `(?i-)a`, `(?-)a`, `(?--i)a`, `(?i-s)a`, `(?is-m:a)`, `(?)`, `(?:`, `(?:a`, `(?i)*`, `(?i:)*`, `(?#c)`, `(?=a)`, `(?!a)`, `(?<=a)`, `(?<!a)`, `(?>a)`, `(?|a)`, `(?R)`, `(?P<n>a)`, `(?<n>a)`, `(?P<n>a)(?P<n>b)`,
	`(?P<1a>a)`, `(?P<n`, `(?P<>a)`, `(?P<n-m>a)`, `(?P=n)`, `(?P>n)`, `(?<`, `(?P<`, `(?P`, `(?<é>a)`, `(?'n'a)`, `(?`, `(?é)`,
	`a*`, `a**`, `a*?`, `a*??`, `a+*`, `a?+`, `a++`, `a{2}*`, `a{2}{3}`, `a*{2}`, `(a*)*`, `(?:a*)*`, `*`, `+`, `?`, `{2}`, `^*`, `$*`, `\b*`, `(*)`, `(|*)`, `a|*`, `(?:)*`, `()*`, `(){2}`, `(?i)+`, `|`, `a|`, `|a`, `a||b`, `(|a)`, `(a|)`, `()`, `(`, `)`, `(a`, `a)`, `(a))`, `((a)`,
	`a{2}`, `a{2,}`, `a{2,3}`, `a{,3}`, `a{0}`, `a{0,0}`, `a{3,2}`, `a{1000}`, `a{1001}`, `a{1,1001}`, `a{1001,}`, `a{99999999999}`, `a{1,99999999999}`, `a{01}`, `a{1,02}`, `a{`, `a{1`, `a{1,`, `a{1,2`, `a{a}`, `a{1,a}`, `a{ 1}`, `{`, `}`, `{}`, `x{2}{`,
	`(a{1000}){1000}`, `(a{10}){100}`, `(a{10}){101}`, `((a{10}){10}){10}`, `((a{10}){10}){11}`, `(a{0}){1000}`, `(a{1000}){0}`, `(a{1000}){1}`, `(a{1000}){0,1}`, `((a{1000}){0}){1000}`, `(a{2,}){501}`, `(a{,2}){1000}`, `(a{0,}){1000}`, `(a{1000}){2}?`, `a{2}?`, `a{2}??`,
	`\`, `\\`, `a\`, `\a`, `\f`, `\n`, `\r`, `\t`, `\e`, `\c`, `\cA`, `\C`, `\G`, `\K`, `\R`, `\X`, `\h`, `\H`, `\N`, `\u0041`, `\U`, `\y`, `\_`, `\-`, `\/`, `\ `, `\é`, `\"`, `\'`, `\<`, `\>`, `\@`, `\%`, `\1`, `\8`, `\9`, `\0`, `\01`, `\012`, `\0123`, `\101`, `\18`, `\377`, `\777`, `(a)\1`, `\k<n>`, `\g1`,
	`\x`, `\x4`, `\x41`, `\x4g`, `\xg`, `\x{41}`, `\x{}`, `\x{`, `\x{4`, `\x{4g}`, `\x{110000}`, `\x{10ffff}`, `\x{d800}`, `[\x{d800}]`, `[^\x{d800}]`, `[\x{d800}-\x{dfff}]`, `[a-\x{10ffff}]`, `\x{000041}`, `\xé1`, `[\x4]`, `[\x`, `[\`, `[\8]`, `[\1]`, `[\12]`, `[\é]`,
	`[a-z]+`, `[a-zA-Z0-9]+`, `^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`, `^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`, `^([0-9]+(\.[0-9]+)?(s|m|h))+$`, `^v\d+(alpha|beta)?\d*$`, `^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$`,
	`^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$`, `^https?://`, `^$|^a$`, `^(a|b|c)$`, `^(?:a|b)c?$`, `^\S+$`, `^\S(.*\S)?$`, `^.{1,5}$`, `^[^:]+:[^:]+$`, `^[\x20-\x7e]*$`, `^[\w+=,.@-]+$`, `[[:cntrl:]]`, `[[:blank:]]`, `[[:punct:]]`, `[[:graph:]]`, `[[:print:]]`, `[[:xdigit:]]`, `[[:ascii:]]`,
	`日本`, `[日-本]`, `^.$`, `^..$`, `^\W$`, `😀+`, `(?i)É`, `^[^\x00-\x7f]`, "a\nb", "\x00", "\t", `a b`, `a#b`, `(?s)^.*$`, `(?m)^$`, `(?m)$\n^`, `^^a$$`, `$^`, `a^`, `$a`, `\z\A`, `a\A`,
	strings.Repeat("(", 999) + "a" + strings.Repeat(")", 999), strings.Repeat("(", 1000) + "a" + strings.Repeat(")", 1000), strings.Repeat("(?:", 1500) + "a" + strings.Repeat(")", 1500),
	strings.Repeat("(?:", 998) + "ab*" + strings.Repeat(")*", 998), strings.Repeat("(?:", 997) + "ab*" + strings.Repeat(")*", 997), strings.Repeat("(", 2000), strings.Repeat("(", 999) + "ab" + strings.Repeat(")", 999),
	strings.Repeat("((", 499) + "a" + strings.Repeat(")b*)", 499), strings.Repeat("(x*(?:", 400) + "a" + strings.Repeat("))", 400), `[\d-\w]`, `(?i)[k-k]`, `(?i)K|x`, `a|(?i)b`, `[a-z]|[A-Z]|é|.`, `(?:a|[b-d]|e)+`, `.|\n`, `a|b*|c|d`,
}

// pieces are what expressions are made of by chance.
var pieces = []string{
	"a", "b", "-", ".", "0", "é", "ſ", "K", "日", `\d`, `\D`, `\w`, `\W`, `\s`, `\S`, `\b`, `\B`, "^", "$", `\A`, `\z`, "[a-c]", "[^a-c]", "[", "]", "(", ")", "(?:", "(?i)", "(?i:", "(?s)", "(?m)", "(?-i)", "|", "|", "*", "+", "?", "{2}", "{0,2}",
	"{1,}", "{", "}", `\p{L}`, `\PN`, `\x{e9}`, `\x4b`, `\.`, `\n`, "\n", `[\w.-]`, `[[:alpha:]]`, `[^\s]`, `[^\W\d]`, `\Qa.\E`, "k", "s", "S", "(a|b)", "[é-ſ]", ",", "2", ":", "-z", "[a-", `\`, "x{500}", "{3}",
}

// inputs are what expressions are looked for in.
var inputs = []string{
	"", "a", "b", "A", "k", "K", "\u212a", "s", "ſ", "0", "٣", "é", "É", "aé", "éa", "aéa", "日本", "😀", "\n", "a\n", "\na", "a\nb", "a\nb\n", "b\na", " ", "\t", "\v", "\u00a0", "-", "_", ".", ".*", "a.b", "a-b", "ab", "aab", "abab", "aaa", "abc", "foo", "foo bar", "v1beta1",
	"1.2.3.4", "10m", "1h30m", "1Mi", "http://a", "a:b", "[a", "a]", "a{2}", "{", "}", "\\", "/", "a b", "a#b", "\x00", "\x7f", "\u0378", "\U0010ffff", "\ufffd", "θ", "ϑ", "µ", "μ", "ß", "ẞ", "\u0345", "İ", "i", "ı", "ab*", "Ab", "x", "\u1c89", "Z", "(",
}

// patterns writes the inputs, and then a row an expression: those above, and as many that are made by chance.
func patterns(random *rand.Rand, count int, write func(any)) {
	write(map[string]any{"inputs": inputs})
	row := func(pattern string) {
		if !utf8.ValidString(pattern) {
			return
		}
		found, message := []int{}, ""
		if expression, err := regexp.Compile(pattern); err != nil {
			message = err.Error()
		} else {
			for i, input := range inputs {
				if expression.MatchString(input) {
					found = append(found, i)
				}
			}
		}
		write(map[string]any{"pattern": pattern, "error": message, "found": found})
	}
	for _, pattern := range expressions {
		row(pattern)
	}
	for range count {
		var pattern strings.Builder
		for range 1 + random.Intn(7) {
			pattern.WriteString(pick(random, pieces))
		}
		row(pattern.String())
	}
}

// names writes how many characters each set with a name has, with those that are the same but for case or without, and a sum of them;
// nothing for what is no name.
func names(write func(any)) {
	for _, name := range namesOfSets() {
		for _, fold := range []bool{false, true} {
			pattern := `^\p{` + name + `}$`
			if fold {
				pattern = "(?i)" + pattern
			}
			row := map[string]any{"name": name, "fold": fold}
			if expression, err := regexp.Compile(pattern); err == nil {
				count, sum := 0, uint64(0)
				for r := rune(0); r <= utf8.MaxRune; r++ {
					if utf8.ValidRune(r) && expression.MatchString(string(r)) {
						count++
						sum = sum*31 + uint64(r)
					}
				}
				row["count"], row["sum"] = count, sum%1_000_000_007
			}
			write(row)
		}
	}
}
