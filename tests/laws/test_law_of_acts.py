"""What holds for every sequence of legal acts, whatever the kind of matter."""

from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Refusal
from engine.lifecycle import KINDS, ActNotOpen, Move, after, beginning, open_acts, problems
from engine.terms import CLOSED, DECIDED, Status

kinds = st.sampled_from(sorted(KINDS))
acts_of = {kind: st.sampled_from(sorted(table)) for kind, table in KINDS.items()}
OPENING = {kind: table.opening.name for kind, table in KINDS.items()}
BEFORE_A_DECISION = {"ex_officio": "initiate"}
"""What comes before any decision; for all others it is the acceptance."""
AGAINST_THE_HOLDER = ("revoke_grant", "recall_grant", "suspend_grant")
lives = kinds.flatmap(lambda kind: st.tuples(st.just(kind), st.lists(acts_of[kind], max_size=40)))


def lived(kind, sequence):
    """The life of a case to which these acts are tried in turn: (act, status before, status after) of those done."""
    status, done, before = None, [], None
    for act in sequence:
        try:
            then = after(status, act, done=[a for a, _, _ in done], before_suspension=before, kind=kind)
        except ActNotOpen:
            continue
        before = status if then is Status.SUSPENDED else None
        done.append((act, status, then))
        status = then
    return done


@given(lives)
def test_no_case_leaves_the_table(life):
    kind, sequence = life
    assert all(then in Status for _, _, then in lived(kind, sequence))


@given(lives)
def test_nothing_happens_after_the_end(life):
    kind, sequence = life
    assert all(status not in CLOSED for _, status, _ in lived(kind, sequence))


@given(lives)
def test_what_is_called_open_is_open_and_nothing_else(life):
    kind, sequence = life
    done, status, before = [], None, None
    for act in (OPENING[kind], *sequence):
        offered = open_acts(status, done, kind=kind)
        for other in KINDS[kind]:
            try:
                after(status, other, done=done, before_suspension=before or Status.ACCEPTED, kind=kind)
                opened = True
            except Refusal:
                opened = False
            assert opened == (other in offered)
        if act in offered:
            then = after(status, act, done=done, before_suspension=before, kind=kind)
            before = status if then is Status.SUSPENDED else None
            status = then
            done.append(act)


@given(lives)
def test_every_decision_follows_what_must_come_before_it_and_is_given_once(life):
    kind, sequence = life
    done = lived(kind, (OPENING[kind], *sequence))

    decisions = [place for place, (act, _, _) in enumerate(done) if KINDS[kind][act].decides]
    second_looks = [act for act, _, _ in done].count("reopen")
    assert len(decisions) <= 1 + second_looks <= 2
    assert all(BEFORE_A_DECISION.get(kind, "accept") in [a for a, _, _ in done[:place]] for place in decisions)


@given(lives)
def test_only_what_was_decided_or_done_is_delivered(life):
    kind, sequence = life
    done = lived(kind, (OPENING[kind], *sequence))

    assert all(before in DECIDED for act, before, _ in done if act == "deliver")
    assert all(act == "deliver" or (kind, act) == ("payment", "bounce") for act, before, _ in done if before in DECIDED)


@given(st.lists(acts_of["ex_officio"], max_size=40))
def test_no_right_is_taken_away_before_its_holder_was_told_why(sequence):
    done = [act for act, _, _ in lived("ex_officio", ("initiate", *sequence))]

    assert all("notify" in done[: done.index(act)] for act in AGAINST_THE_HOLDER if act in done)


@given(st.lists(acts_of["payment"], max_size=40))
def test_nothing_is_paid_that_was_not_approved_and_each_return_is_of_a_payment(sequence):
    done = [act for act, _, _ in lived("payment", ("submit", *sequence))]

    assert "pay" not in done or "approve" in done[: done.index("pay")]
    assert done.count("bounce") <= done.count("pay") <= 1 + done.count("bounce")


@given(st.lists(acts_of["complaint"], max_size=60))
def test_every_answer_to_a_complaint_is_a_reply_somebody_looked_at(sequence):
    done = [act for act, _, _ in lived("complaint", ("complain", *sequence))]

    for place, act in enumerate(done):
        assert act != "answer" or done[place - 1] == "reply"


@given(lives)
def test_what_may_be_done_once_is_done_at_most_once(life):
    kind, sequence = life
    done = [act for act, _, _ in lived(kind, (OPENING[kind], *sequence))]

    assert all(done.count(act) <= 1 for act, row in KINDS[kind].items() if row.once)


nodes = st.sampled_from("abcd")


def graphs(kind):
    """Diagrams of four nodes, with the acts of a kind."""
    move = st.builds(Move, st.none() | acts_of[kind], st.none() | nodes)
    moves = st.lists(move, min_size=1, max_size=3)
    return st.tuples(st.just(kind), st.fixed_dictionaries(dict.fromkeys("abcd", moves)))


@given(kinds.flatmap(graphs), st.lists(st.integers(0, 2), max_size=30))
def test_a_diagram_without_problems_never_asks_for_a_forbidden_act(drawn, turns):
    kind, graph = drawn
    if problems(graph, "a", kind=kind):
        return
    node, status, done, before = "a", beginning("a", kind).status, [OPENING[kind]], None
    for turn in turns:
        moves = [m for m in graph[node] if m.act is None or m.act not in done or not KINDS[kind][m.act].once]
        assert moves
        move = moves[turn % len(moves)]
        if move.act is not None:
            then = after(status, move.act, done=done, before_suspension=before, kind=kind)
            before = status if then is Status.SUSPENDED else None
            status = then
            done.append(move.act)
        if move.to is None:
            assert status in CLOSED
            return
        node = move.to
