"""Stores that make an answer once, and the queue for heavy work: with real threads."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from simulation.system.once import Once
from simulation.system.turns import Turns


class GaveUp(BaseException):
    """As Streamlit stops a script."""


def together(count, task):
    """A task in so many threads that begin at the same moment; what each gave or raised."""
    gate = threading.Barrier(count)

    def run(place):
        gate.wait()
        try:
            return task(place)
        except BaseException as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_one_key_is_made_once_whoever_asks_and_leaves_no_lock():
    store, made = Once(8), []

    def make():
        made.append(1)
        time.sleep(0.2)
        return "answer"

    assert together(12, lambda _: store.made("key", make)) == ["answer"] * 12
    assert len(made) == 1
    assert store.known("key") == "answer"
    assert not store._making


def test_other_keys_do_not_wait_for_each_other():
    store, gate = Once(8), threading.Barrier(4, timeout=20)
    assert together(4, lambda place: store.made(place, gate.wait) is not None) == [True] * 4


def test_an_exception_reaches_all_who_wait_and_is_not_kept():
    store, made = Once(8), []

    def fail():
        made.append(1)
        time.sleep(0.2)
        raise ValueError("no")

    found = together(6, lambda _: store.made("key", fail))
    assert [type(one) for one in found] == [ValueError] * 6
    assert len(made) == 1
    assert store.known("key") is None and not store._making
    assert store.made("key", lambda: "now") == "now"


def test_who_gives_up_leaves_the_making_to_one_who_waits():
    store, made = Once(8), []
    lock = threading.Lock()

    def make():
        with lock:
            made.append(1)
            first = len(made) == 1
        time.sleep(0.2)
        if first:
            raise GaveUp
        return "answer"

    found = together(5, lambda _: store.made("key", make))
    assert sorted(str(one) for one in found if one == "answer") == ["answer"] * 4
    assert sum(isinstance(one, GaveUp) for one in found) == 1
    assert len(made) == 2 and not store._making


def test_who_waits_may_give_up_and_the_making_goes_on():
    store, begun = Once(8), threading.Event()

    def make():
        begun.set()
        time.sleep(0.5)
        return "answer"

    def give_up():
        raise GaveUp

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(store.made, "key", make)
        begun.wait(10)
        with pytest.raises(GaveUp):
            store.made("key", make, give_up)
        assert first.result() == "answer"
    assert not store._making


def test_an_answer_of_none_is_an_answer():
    store, made = Once(8), []
    for _ in range(2):
        assert store.made("key", lambda: made.append(1)) is None
    assert len(made) == 1


def test_the_store_is_bounded_in_number_and_in_bytes_and_keeps_the_newest_whatever_its_size():
    store = Once(3, 100, len)
    for key in "abcd":
        store.made(key, lambda: b"x")
    assert [store.known(key) is not None for key in "abcd"] == [False, True, True, True]
    store.made("half", lambda: b"x" * 60)
    assert store.known("half") and store.known("d") and not store.known("b")
    store.made("huge", lambda: b"x" * 1000)
    assert store.known("huge") and not store.known("half")
    store.made("small", lambda: b"x")
    assert store.known("small") and not store.known("huge")
    assert not store._making


def test_heavy_work_goes_one_at_a_time_in_the_order_of_asking():
    turns, active, most, order, told = Turns(), [], [], [], []

    def work(place):
        time.sleep(0.05 * place)
        with turns.turn(lambda ahead: told.append((place, ahead))):
            active.append(place)
            most.append(len(active))
            order.append(place)
            time.sleep(0.3)
            active.remove(place)

    together(4, work)
    assert most == [1] * 4
    assert order == [0, 1, 2, 3]
    assert (1, 1) in told and (3, 3) in told and (3, 1) in told
    assert not turns._queue


def test_who_leaves_the_queue_or_fails_in_a_turn_holds_nobody_up():
    turns, begun = Turns(), threading.Event()

    def give_up(ahead):
        raise GaveUp

    def fail():
        with turns.turn():
            begun.set()
            time.sleep(0.3)
            raise ValueError("no")

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(fail)
        begun.wait(10)
        with pytest.raises(GaveUp), turns.turn(give_up):
            pass
        with pytest.raises(ValueError):
            first.result()
    with turns.turn():
        assert len(turns._queue) == 1
    assert not turns._queue


def test_two_at_a_time_where_two_are_let():
    turns, gate = Turns(2), threading.Barrier(2, timeout=20)

    def work(_):
        with turns.turn():
            gate.wait()
        return "done"

    assert together(2, work) == ["done"] * 2
