"""The grammar of FEEL: text to a tree. Knows neither values of names nor what operators and functions do.

`parse` reads what an input, an output or a literal expression says, `parse_tests` a cell of a decision table.
Source: DMN 1.5 §10.3.1.2 (grammar rules), §10.3.1.4 (names).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from bpmn.feel import tree
from bpmn.feel.entries import coming_keys, dependency_order, read_key
from bpmn.feel.errors import FeelRefused
from bpmn.feel.phrases import Phrases
from bpmn.feel.sight import Sight
from bpmn.feel.tokens import Token, unquoted
from bpmn.feel.tree import Tests, Tree
from bpmn.feel.type_grammar import read_type
from bpmn.feel.values import NUMBERS
from bpmn.feel.vocabulary import Vocabulary

MOST_CHAIN = 150
"""Operators of one strength, or keys and filters, one after the other."""

_COMPARISON, _SUM = 3, 4
_STRENGTH = {
    "or": 1, "and": 2, "=": _COMPARISON, "!=": _COMPARISON, "<": _COMPARISON, "<=": _COMPARISON, ">": _COMPARISON,
    ">=": _COMPARISON, "between": _COMPARISON, "in": _COMPARISON, "+": _SUM, "-": _SUM, "*": 5, "/": 5, "**": 6,
}  # fmt: skip
_STATEMENTS = (tree.Between, tree.In, tree.InstanceOf, tree.Quantified)


def parse(text: str, known: Vocabulary, functions: Collection[str]) -> tuple[Tree, Mapping[str, bool]]:
    """The tree of an expression, and the names it reads from outside: whether each is certainly one.

    functions are the names of those that can be called. Raises FeelRefused.
    """
    parser = _Parser(text, Sight(known, functions))
    found = parser.whole()
    if parser.sight.asked:
        raise FeelRefused(text, "? stands for the tested value, and nothing is tested here", max(text.find("?"), 0))
    return found, parser.sight.free


def parse_tests(text: str, known: Vocabulary, functions: Collection[str]) -> tuple[Tests, Mapping[str, bool]]:
    """The tests a cell lists, and the names they read from outside. Raises FeelRefused."""
    parser = _Parser(text, Sight(known, functions))
    if [token.text for token in parser.tokens] == ["-", ""]:
        return Tests(()), {}
    if parser.next.text == "not" and parser.after_next.text == "(":
        try:
            return parser.negated_tests(), parser.sight.free
        except FeelRefused:
            # `not(a) and b` is an expression; what is wrong with it, its own reading tells.
            parser = _Parser(text, Sight(known, functions))
    return parser.tests(), parser.sight.free


class _Parser(Phrases):
    """Precedence climbing over the tokens of one text, with the names in sight."""

    def whole(self) -> Tree:
        """The whole text as one expression."""
        found = self.expression()
        if not self.at_end:
            raise self.unexpected("an operator or the end")
        return found

    def tests(self) -> Tests:
        """The whole text as tests."""
        tests = self._tests()
        if not self.at_end:
            raise self.unexpected("`,` or the end")
        return Tests(tests)

    def negated_tests(self) -> Tests:
        """The whole text as `not(tests)`."""
        self.take()
        self.take()
        tests = self._tests()
        self.expect(")")
        if not self.at_end:
            raise self.unexpected("the end")
        return Tests(tests, negated=True)

    # Tests

    def _tests(self) -> tuple[Tree, ...]:
        tests = [self._test()]
        while self.passes(","):
            tests.append(self._test())
        return tuple(tests)

    def _test(self) -> Tree:
        if self.sees("=", "!="):
            sign = self.take()
            return tree.Comparison(sign.text, self._binary(_COMPARISON), sign.position)
        asked = self.sight.asked
        found = self.expression()
        truth = isinstance(found, tree.Binary) and _STRENGTH[found.operator] <= _COMPARISON
        if self.sight.asked > asked or truth or isinstance(found, _STATEMENTS):
            return tree.Condition(found)
        return found

    # Expressions

    def expression(self) -> Tree:
        """The expression that stands next."""
        self.deeper()
        found = self._binary(0)
        self.depth -= 1
        return found

    def _binary(self, strength: int) -> Tree:
        left = self._signed()
        compared, chain = False, 0
        while True:
            binds = _STRENGTH.get(self.next.text, 0) if self.next.kind in ("sign", "word") else 0
            if binds <= strength:
                return left
            if binds == _COMPARISON and compared:
                raise self.refused("it compares three things in a row", self.next, "Join comparisons with `and`.")
            compared = binds == _COMPARISON
            chain += 1
            if chain > MOST_CHAIN:
                raise self.refused(f"it has more than {MOST_CHAIN} operators in a row", self.next)
            operator = self.take()
            left = self._operation(operator, binds, left)

    def _operation(self, operator: Token, binds: int, left: Tree) -> Tree:
        if operator.text == "between":
            low = self._binary(_COMPARISON)
            self.expect("and")
            return tree.Between(left, low, self._binary(_COMPARISON), operator.position)
        if operator.text == "in":
            asked = self.sight.asked
            tests = self._tests_of_in()
            self.sight.asked = asked  # a `?` in there is the value before `in`
            return tree.In(left, tests, operator.position)
        return tree.Binary(operator.text, left, self._binary(binds), operator.position)

    def _tests_of_in(self) -> tuple[Tree, ...]:
        if not self.sees("("):
            if self.sees("=", "!="):
                raise self.unexpected("a value, a range or a list")
            return (self._binary(_COMPARISON),)
        opening = self.take()
        first = self._test()
        if self.sees(".."):
            return (self._span(first, opening, included=False),)
        tests = [first]
        while self.passes(","):
            tests.append(self._test())
        self.expect(")")
        return tuple(tests)

    def _signed(self) -> Tree:
        if self.sees("-"):
            self.deeper()
            sign = self.take()
            operand = self._signed()
            self.depth -= 1
            if isinstance(operand, tree.Constant) and isinstance(operand.value, Decimal):
                return tree.Constant(NUMBERS.minus(operand.value), sign.position)
            return tree.Negative(operand, sign.position)
        found = self._followed(self._operand())
        while self.sees("instance"):
            self.take()
            self.expect("of")
            found = tree.InstanceOf(found, read_type(self, self.sight.known.types))
        return found

    def _followed(self, base: Tree) -> Tree:
        """An operand with the keys, filters and calls behind it."""
        for _ in range(MOST_CHAIN):
            if self.sees("."):
                dot = self.take()
                base = tree.Path(base, self._key(), dot.position)
            elif self.sees("[") and not self.filter_forbidden:
                base = self._filter(base)
            elif self.sees("("):
                base = self.call(base, self.next)
            else:
                return base
        raise self.refused(f"it has more than {MOST_CHAIN} keys and filters in a row", self.next)

    def _filter(self, base: Tree) -> Tree:
        opening = self.take()
        self.sight.filters += 1
        with self.sight.inside(["item"]):
            condition = self.enclosed()
        self.sight.filters -= 1
        self.expect("]")
        return tree.Filter(base, condition, opening.position)

    def _key(self) -> str:
        key = self.sight.key(self.tokens, self.position)
        if not key.length:
            raise self.unexpected("a key after the dot")
        self.position += key.length
        return key.name

    def _operand(self) -> Tree:
        token = self.next
        if token.kind == "number":
            self.take()
            return tree.Constant(self._number(token), token.position)
        if token.kind == "text":
            self.take()
            return tree.Constant(unquoted(self.text, token), token.position)
        if token.kind == "word":
            return self.word(token)
        if token.kind == "sign":
            return self._sign(token)
        raise self.unexpected("a name or a value")

    def _sign(self, token: Token) -> Tree:
        match token.text:
            case "(":
                self.take()
                inner = self.enclosed()
                if self.sees(".."):
                    return self._span(inner, token, included=False)
                self.expect(")")
                return inner
            case "[":
                return self._list_or_span(self.take())
            case "]":
                self.take()
                return self._span(self.enclosed(), token, included=False)
            case "{":
                return self._entries()
            case "?":
                self.take()
                self.sight.asked += 1
                return tree.Tested(token.position)
            case "@":
                self.take()
                return self._at_literal()
            case "<" | "<=" | ">" | ">=":
                self.take()
                return tree.Comparison(token.text, self._binary(_COMPARISON), token.position)
        raise self.unexpected("a name or a value")

    def _list_or_span(self, opening: Token) -> Tree:
        if self.passes("]"):
            return tree.Items(())
        items = [self.enclosed()]
        if self.sees(".."):
            return self._span(items[0], opening, included=True)
        while self.passes(","):
            items.append(self.enclosed())
        self.expect("]")
        return tree.Items(tuple(items))

    def _span(self, low: Tree, opening: Token, *, included: bool) -> Tree:
        self.expect("..")
        # In `[1..5[` the last bracket closes the range and does not open a filter.
        with self.filters_forbidden(True):
            high = self._binary(_COMPARISON)
        if not self.sees("]", ")", "["):
            raise self.unexpected("`]`, `)` or `[`")
        return tree.Span(low, high, included, self.take().text == "]", opening.position)

    def _at_literal(self) -> Tree:
        token = self.take()
        if token.kind != "text":
            raise self.refused('@ is followed by a text, such as @"2026-03-02"', token)
        said = unquoted(self.text, token)
        if said.lstrip("-").startswith("P"):
            return self.literal("duration", said, token)
        day = said[4:5] == "-"
        return self.literal("date and time" if day and "T" in said else "date" if day else "time", said, token)

    def _entries(self) -> Tree:
        opening = self.take()
        entries: dict[str, Tree] = {}
        needs: list[frozenset[str]] = []
        keys = coming_keys(self)
        with self.sight.inside():
            while not self.passes("}"):
                if entries:
                    self.expect(",")
                token = self.next
                key = unquoted(self.text, self.take()) if token.kind == "text" else read_key(self)
                if key in entries:
                    raise self.refused(f"the key {key!r} stands there twice", token)
                self.expect(":")
                # `{amount: amount}` copies the amount outside; only a function can mean itself.
                seen = keys if self.sees("function") else [other for other in keys if other != key]
                with self.sight.inside(seen), self.sight.noting() as noted:
                    entries[key] = self.enclosed()
                needs.append(frozenset(noted))
                self.sight.has_key(key)
        try:
            order = dependency_order(entries, needs)
        except ValueError as error:
            raise self.refused(str(error), opening) from None
        return tree.Entries(tuple(entries.items()), order)

    def _number(self, token: Token) -> Decimal:
        try:
            return NUMBERS.create_decimal(token.text)
        except ArithmeticError:
            raise self.refused("a number is too large", token) from None
