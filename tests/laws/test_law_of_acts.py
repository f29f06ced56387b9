"""What holds for every sequence of legal acts."""

from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Refusal
from engine.lifecycle import ACTS, ActNotOpen, Move, after, open_acts, problems
from engine.terms import CLOSED, DECIDED, Status

acts = st.lists(st.sampled_from(sorted(ACTS)), max_size=40)


def lived(sequence):
    """The life of a case to which these acts are tried in turn: (act, status before, status after) of those done."""
    status, done, before = None, [], None
    for act in sequence:
        try:
            then = after(status, act, done=[a for a, _, _ in done], before_suspension=before)
        except ActNotOpen:
            continue
        before = status if then is Status.SUSPENDED else None
        done.append((act, status, then))
        status = then
    return done


@given(acts)
def test_no_case_leaves_the_table(sequence):
    assert all(then in Status for _, _, then in lived(sequence))


@given(acts)
def test_nothing_happens_after_the_end(sequence):
    assert all(status not in CLOSED for _, status, _ in lived(sequence))


@given(acts)
def test_what_is_called_open_is_open_and_nothing_else(sequence):
    done, status, before = [], None, None
    for act in ("submit", *sequence):
        offered = open_acts(status, done)
        for other in ACTS:
            try:
                after(status, other, done=done, before_suspension=before or Status.ACCEPTED)
                opened = True
            except Refusal:
                opened = False
            assert opened == (other in offered)
        if act in offered:
            then = after(status, act, done=done, before_suspension=before)
            before = status if then is Status.SUSPENDED else None
            status = then
            done.append(act)


@given(acts)
def test_every_decision_follows_an_acceptance_and_is_given_once(sequence):
    life = lived(("submit", *sequence))

    decisions = [place for place, (_, _, then) in enumerate(life) if then in DECIDED]
    assert len(decisions) <= 1
    assert all("accept" in [a for a, _, _ in life[:place]] for place in decisions)


@given(acts)
def test_corrections_are_asked_for_at_most_once(sequence):
    assert [a for a, _, _ in lived(("submit", *sequence))].count("ask_correction") <= 1


nodes = st.sampled_from("abcd")
graphs = st.fixed_dictionaries(
    {
        node: st.lists(
            st.builds(Move, st.none() | st.sampled_from(sorted(ACTS)), st.none() | nodes), min_size=1, max_size=3
        )
        for node in "abcd"
    }
)


@given(graphs, st.lists(st.integers(0, 2), max_size=30))
def test_a_diagram_without_problems_never_asks_for_a_forbidden_act(graph, turns):
    if problems(graph, "a"):
        return
    node, status, done, before = "a", Status.SUBMITTED, [], None
    for turn in turns:
        moves = [m for m in graph[node] if m.act is None or m.act not in done or not ACTS[m.act].once]
        assert moves
        move = moves[turn % len(moves)]
        if move.act is not None:
            then = after(status, move.act, done=done, before_suspension=before)
            before = status if then is Status.SUSPENDED else None
            status = then
            done.append(move.act)
        if move.to is None:
            assert status in CLOSED
            return
        node = move.to
