"""Rules in CEL for random schemas: most compile where they stand, most of those hold of some objects and not of others."""

import re

RESERVED = "as break const continue else false for function if import in let loop namespace null package return true var void while".split()
TEXTS = ["'a'", "'ab'", "''", "'A1'", "'äö'", "'x-y'", "'10.0.0.1'", "'1Gi'", "'http://a/b?c=d'", "'1.2.3'"]
PATTERNS = ["'^a+$'", "'[0-9]'", "'^.{2,3}$'", "'(a|b)c?'", "'('"]
OF_TEXT = [
    "{e}.startsWith({t})", "{e}.endsWith({t})", "{e}.contains({t})", "{e}.matches({p})", "size({e}) < {n}", "{e}.size() >= {n}", "{e} == {t}",
    "{e} in [{t}, {t}]", "{e} < {t}", "{e}.lowerAscii() == {e}", "{e}.indexOf({t}) < {n}", "{e}.replace('a', 'b') != {t}",
    "{e}.split('.').size() == {n}", "{e}.trim() == {e}", "{e}.charAt(0) == 'a'", "{e}.substring(1) == {t}", "{e} + {t} == {t}", "isIP({e})",
    "isQuantity({e})", "isURL({e})", "isCIDR({e})", "!isIP({e}) || ip({e}).family() == 4", "int({e}) > {n}", "double({e}) > 1.5",
    "{e}.find({p}) == {t}", "{e}.findAll({p}).size() < {n}", "quantity({e}).isLessThan(quantity('1Gi'))", "isSemver({e})",
    "!format.dns1123Label().validate({e}).hasValue()", "'%s-%d'.format([{e}, {n}]) == {t}", "url({e}).getHost() == ''", "string({e}) == {e}",
    "duration({e}) > duration('1s')", "timestamp({e}).getFullYear() > 2000", "bytes({e}).size() < {n}", "bool({e})", "{e}.join() == {t}",
]
OF_INTEGER = [
    "{e} > {n}", "{e} <= {n}", "{e} == {n}", "{e} % 2 == 0", "{e} in [{n}, {n}]", "{e} + {n} > {n}", "{e} * {n} < {n}", "-{e} < {n}", "string({e}) == {t}",
    "double({e}) / 2.0 > 0.5", "{e} / {n} > 0", "uint({e}) > 1u", "{e} < 1.5", "dyn({e}) == {t}", "{e} == 1.0", "{e} - 1", "timestamp({e}).getHours() > 1",
]
OF_NUMBER = ["{e} > 0.5", "{e} == 1.5", "int({e}) == {n}", "{e} + 1.0 < 10.0", "{e} <= 3", "string({e}) != ''", "{e} % 2.0 == 0.0", "{e} != {e}"]
OF_BOOL = ["{e}", "!{e}", "{e} == true", "string({e}) == 'true'", "{e} ? {n} > 1 : {n} < 2", "{e} + 1"]
OF_LIST = [
    "size({e}) < {n}", "{e}.size() > 0", "{e} == {e}", "{e} == []", "{e}.isSorted()", "{e}.sum() > {n}", "{e}.all(x, {x})", "{e}.exists(x, {x})",
    "{e}.exists_one(x, {x})", "{e}.filter(x, {x}).size() == 1", "{e}.map(x, x) == {e}", "{e}[0] == {e}[0]", "{e}.all(i, x, i < 2 || {x})",
    "{e}.transformList(i, x, i).sum() < {n}", "sets.contains({e}, {e})", "({e} + {e}).size() > {n}", "{e}.all(x, {e}.exists_one(y, x == y))",
    "{e}.distinct().size() == {e}.size()", "{e}.reverse() == {e}", "{e}.slice(0, 1).size() == 1", "{e}[?0].hasValue()", "{e}[?0].optMap(x, {x}).orValue(true)",
    "{e}.min() == {e}.max()", "{e}.indexOf({n}) == 0", "{e}.sort() == {e}", "{e}.flatten().size() > 0", "{e}.first().hasValue()", "lists.range({n}).size() == {n}",
]
OF_MAP = [
    "size({e}) < {n}", "{e}.all(k, k.size() < 3)", "{e}.exists(k, k == 'a')", "'a' in {e}", "{e} == {e}", "{e}.all(k, v, {v})", "{e}.map(k, k).size() > 0",
    "{e}['a'] == {e}['a']", "has({e}.a)", "{e}[?'a'].hasValue()", "{e}.exists(x, {e}[x] == {e}['a'])", "{e}.transformMap(k, v, k)['a'] == 'a'", "{e} == {{}}",
    "{e}.transformMapEntry(k, v, {{k: k}}).size() > 0",
]
OF_OBJECT = ["{e} == {e}", "has({e}.a)", "has({e}.nothing)", "{e}.?a.hasValue()", "{e} != null", "'a' in {e}", "size({e}) > 1", "type({e}) == int"]
OF_ANY = ["type({e}) == int ? {e} < {n} : {e}.startsWith({t})", "{e} == {t}", "{e} == {n}", "{e} > {n}", "{e}.size() < {n}", "dyn({e}) != null", "string({e}) != {t}"]
OF_TIME = ["{e} == {e}", "{e} > timestamp('2020-01-01T00:00:00Z')", "{e}.getFullYear() == 2020", "{e} + duration('1h') > {e}", "string({e}) != ''"]
OF_DURATION = ["{e} > duration('1s')", "{e}.getSeconds() > 1", "{e} + {e} > {e}", "string({e}) == '1h'", "{e} < duration('-1h')"]
OF_BYTES = ["size({e}) < {n}", "string({e}) == {t}", "{e} == b'a'", "{e} + b'b' != {e}"]
FORMS = {"date": OF_TIME, "date-time": OF_TIME, "duration": OF_DURATION, "byte": OF_BYTES}
WITHOUT_SELF = ["true", "false", "{n} < 2", "1", "'a'", "self", "self.nothing", "foo", "self == ", "[1, 2].all(x, x > 0)", "oldSelf == self", "self == oldSelf && true"]


def escaped(name):
    if name in RESERVED:
        return f"__{name}__"
    name = name.replace("__", "__underscores__")
    for sign, word in {".": "dot", "-": "dash", "/": "slash"}.items():
        name = name.replace(sign, f"__{word}__")
    return name


def about(chance, said, of, depth=2):
    """An expression about a value of a schema, which is called so."""
    names = [name for name, below in said.get("properties", {}).items() if below]
    if names and chance.random() < 0.7 and depth:
        name = chance.choice(names)
        member = f"{of}.{escaped(name)}"
        expression = about(chance, said["properties"][name], member, depth)
        how = chance.random()
        if how < 0.7 and re.fullmatch(r"[A-Za-z_]\w*", escaped(name)):
            return f"!has({member}) || {expression}" if how < 0.5 else f"(has({member}) ? {expression} : {chance.choice(['true', 'false'])})"
        return expression
    ty = said.get("type")
    if said.get("x-kubernetes-int-or-string") or not ty:
        forms = OF_ANY
    elif ty == "object":
        forms = OF_MAP if isinstance(said.get("additionalProperties"), dict) else OF_OBJECT
    else:
        forms = {"integer": OF_INTEGER, "number": OF_NUMBER, "boolean": OF_BOOL, "array": OF_LIST}.get(ty) or FORMS.get(said.get("format"), OF_TEXT)
    form = chance.choice(forms)
    while "{x}" in form or "{v}" in form:
        hole, below = ("{x}", said.get("items")) if "{x}" in form else ("{v}", said.get("additionalProperties"))
        inner = about(chance, below if isinstance(below, dict) else {}, hole[1], depth - 1) if depth else "true"
        form = form.replace(hole, inner.replace("{", "{{").replace("}", "}}"), 1)
    out = form.replace("{e}", of)
    for hole, values in {"{t}": TEXTS, "{p}": PATTERNS, "{n}": ["0", "1", "2", "3", "10"]}.items():
        while hole in out:
            out = out.replace(hole, chance.choice(values), 1)
    return out.replace("{{", "{").replace("}}", "}")


def expression(chance, said):
    """What a rule may be, for values of a schema."""
    how = chance.random()
    if how < 0.06:
        return chance.choice(WITHOUT_SELF).replace("{n}", chance.choice("0123"))
    one = about(chance, said, "self")
    if how < 0.16:
        one = f"{one} {chance.choice(['&&', '||', '=='])} {about(chance, said, 'self')}"
    elif how < 0.24:
        one = f"self == oldSelf || {one}"
    elif how < 0.28:
        one = f"({one}) ? true : {about(chance, said, 'self')}"
    elif how < 0.34:
        at = chance.randrange(len(one) + 1)
        one = one[:at] + chance.choice(["", "(", ")", ".", "x", "1", "'", "[", " ", "?", "$"]) + one[at + chance.choice([0, 1]):]
    return one


def rules(chance, said):
    """`x-kubernetes-validations` of a schema: one or two rules, mostly with all that one may have."""
    found = []
    for _ in range(chance.choice([1, 1, 2])):
        rule = {"rule": expression(chance, said)}
        if chance.random() < 0.4:
            rule["message"] = chance.choice(["no", " padded ", "a\nb", "äö"])
        if chance.random() < 0.25:
            rule["messageExpression"] = chance.choice(["'said'", "string(1)", "string(self)", "'x' + string(self.a)", "1", "'a' +", "''", "' '", "'%s'.format([self])"])
        if chance.random() < 0.25:
            rule["reason"] = chance.choice(["FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate", "Other"])
        if chance.random() < 0.2:
            names = list(said.get("properties", {}))
            rule["fieldPath"] = chance.choice([".a", ".x", "['a']", *[f".{name}" for name in names], *[f"['{name}']" for name in names]])
        if chance.random() < 0.12:
            rule["optionalOldSelf"] = chance.random() < 0.8
        found.append(rule)
    return found


# The reference names a schema's type by the nanosecond.
TYPE = re.compile(r"selfType\d+")


def without_type(text):
    """A text with that name the same each time."""
    return TYPE.sub("selfType", text)
