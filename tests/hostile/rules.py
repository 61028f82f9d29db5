"""Hostile rules in CEL, and objects that are hostile to them."""
import time

from definitions import LARGE, define, objects, spec_of, thing, version


def one(s, plural, schema, rule, **more):
    """A definition whose spec has this schema and rule."""
    return define(s, plural, [version(spec_of({**schema, "x-kubernetes-validations": [{"rule": rule, "message": "m", **more}]}))])


TEXT = {"type": "string", "maxLength": 1_000}
LONG = {"type": "string"}
LIST = {"type": "array", "maxItems": 10, "items": {"type": "integer"}}
NESTED = {"type": "object", "properties": {"a": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}}


def long_expressions(s):
    """What recurses, or has many errors: chains, nestings, tokens that are none; up to 3 MB of them."""
    loops = "true"
    for n in range(60):
        loops = f"self.all(x{n}, {loops})"
    rules = [
        "a?b:" * 10_000 + "c", "a" + ".a" * 10_000, "(" * 1_000 + "1" + ")" * 1_000, "[" * 1_000 + "]" * 1_000, "{1:" * 200 + "1" + "}" * 200,
        "!" * 50_000 + "true", "-" * 50_000 + "1", "1" + "+1" * 40_000, "true" + "&&true" * 10_000, "true" + "||true" * 10_000, "f(" * 200 + ")" * 200,
        "$" * 100_000, "'" + "a" * 99_990, "a" * 100_001, "[" + "1," * 40_000 + "1].size() > 0", loops, "x" * LARGE,
    ]
    return [one(s, f"expression{n}", LIST, rule) for n, rule in enumerate(rules)]


def many_rules(s):
    """As many rules as a definition holds, of which each is compiled; and properties with one each."""
    rules = [{"rule": f"self.all(x, x > {n}) || self.size() < {n}", "message": "m"} for n in range(25_000)]
    item = {"type": "string", "maxLength": 10}
    properties = {f"p{n}": {**item, "x-kubernetes-validations": [{"rule": f"self != 'x{n}'"}]} for n in range(20_000)}
    codes = [define(s, "rules", [version(spec_of({**LIST, "x-kubernetes-validations": rules}))])]
    codes.append(define(s, "propertied", [version(spec_of({"type": "object", "properties": properties}))]))
    while s.code("GET", objects("propertied")) == 404:
        time.sleep(0.1)
    codes.append(s.code("POST", objects("propertied"), thing("propertied", "a", {f"p{n}": "y" for n in range(20_000)})))
    return codes


def expensive(s):
    """Just below what a rule may cost, and just above it; and what costs nothing, asked a million times."""
    bounded = lambda most: {"type": "array", "maxItems": most, "items": {"type": "integer"}}
    pairs = "self.all(x, self.exists(y, x == y))"
    codes = [one(s, f"pairs{most}", bounded(most), pairs) for most in (800, 1_000, 1_400, 3_000)]
    codes.append(s.code("POST", objects("pairs800"), thing("pairs800", "a", list(range(800)))))
    free = {"type": "array", "items": {"type": "integer", "x-kubernetes-validations": [{"rule": "true"}] * 1}}
    codes.append(define(s, "free", [version(spec_of(free))]))
    codes.append(s.code("POST", objects("free"), thing("free", "a", [1] * 1_400_000)))
    return codes


def growing(s):
    """Values that an expression makes as large as it may."""
    doubled = "self" + "".join(f".replace('{'a' if n % 2 == 0 else 'b'}', '{('b' if n % 2 == 0 else 'a') * 10}')" for n in range(12)) + " != ''"
    rules = {
        "replaced": doubled, "joined": "self.split('').map(c, self).join(self).size() > 0", "formatted": "'%s%s%s%s'.format([self, self, self, self]).size() > 0",
        "summed": " + ".join(["self"] * 1_000) + " != ''", "ranged": "lists.range(900000).map(x, x).size() > 0", "quoted": "strings.quote(self) != ''",
        "listed": "self.split('').map(a, self.split('').map(b, a + b)).flatten().size() > 0", "doubling": "[self].map(a, [a, a]).map(b, [b, b]).map(c, [c, c]).size() > 0",
    }
    codes = []
    for plural, rule in rules.items():
        codes.append(one(s, plural, TEXT, rule))
        codes.append(s.code("POST", objects(plural), thing(plural, "a", "ab" * 500)))
    return codes


def patterns(s):
    """Regular expressions that take others exponential time, from the rule and from the object, over 1 MB."""
    codes = []
    for n, pattern in enumerate(["'^(a*)*b$'", "'(a|a)*b'", "'((((a{0,9}){0,9}){0,9}){0,9})b'", "'(x{1000}){1000}'", "self"]):
        codes.append(one(s, f"matched{n}", {"type": "string", "maxLength": 1_000_000}, f"!self.matches({pattern})"))
        codes.append(s.code("POST", objects(f"matched{n}"), thing(f"matched{n}", "a", "a" * 1_000_000)))
    codes.append(one(s, "chosen", TEXT, "!self.matches(self)"))
    return codes + [s.code("POST", objects("chosen"), thing("chosen", "a", "(a{0,9}){0,99}" * 70))]


GROUPS = [
    ([], None, [
        ("rules of 17 kinds that are long or deep: ternaries, members, parentheses, lists, maps, signs, sums, calls, what is no token, 60 loops, 2.9 MB", "100,000 characters, 250 levels", long_expressions),
        ("25,000 rules at one place; 20,000 properties with one each, and an object that has them all", "10 million of cost a rule, 100 million all", many_rules),
    ]),
    ([], None, [
        ("loops within loops over 800, 1,000, 1,400, 3,000 elements; an object with 800; a rule that costs nothing, asked 1,400,000 times", "estimated and actual cost", expensive),
        ("rules that make texts and lists as large as they can, and a text of 1,000 letters for each", "a million of cost a call", growing),
        ("regular expressions that are hard, or are what the object says, over 1 MB", "the same; 64 KiB of expression", patterns),
    ]),
]
