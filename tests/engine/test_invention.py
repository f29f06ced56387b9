"""Invented values are valid, the same for the same, different for different, and belong to nobody."""

from __future__ import annotations

from datetime import date

import pytest

from engine.formats import FORMATS, check_sign_of_id
from engine.invention import Invention

TODAY = date(2026, 3, 2)
REAL = {
    "resident-id": [body + check_sign_of_id(body) for body in ("11010119850505001", "11010119880808002")],
    "mobile-cn": ["13912345678", "18600001111"],
    "uscc": ["11110000000029209E"],
    "lawyer-licence-no": ["11101201210123456"],
}


@pytest.mark.parametrize(("form", "value"), [(form, value) for form, values in REAL.items() for value in values])
def test_an_invented_number_is_valid_and_another(form: str, value: str) -> None:
    made = Invention(TODAY).number(value, form)

    assert FORMATS[form](made, TODAY) == made
    assert made != value


def test_an_identity_number_keeps_the_year_of_birth_and_the_sex() -> None:
    for value in REAL["resident-id"]:
        made = Invention(TODAY).number(value)

        assert made[6:10] == value[6:10]
        assert int(made[16]) % 2 == int(value[16]) % 2
        assert made.startswith("119901")


def test_the_same_becomes_the_same_and_different_become_different() -> None:
    invention = Invention(TODAY)

    made = [invention.name(name) for name in ("李雷", "韩梅梅", "李雷", "林涛")]

    assert made[0] == made[2]
    assert len({*made}) == 3
    assert not {"李雷", "韩梅梅", "林涛"} & {*made}


def test_a_thousand_people_stay_a_thousand() -> None:
    invention = Invention(TODAY)

    names = {invention.name(f"人{n}") for n in range(1000)}
    numbers = {invention.number(f"13900{n:06d}") for n in range(1000)}

    assert len(names) == len(numbers) == 1000


def test_in_a_text_what_is_known_and_what_looks_like_a_number_is_replaced() -> None:
    invention = Invention(TODAY)
    name = invention.name("李雷")

    number = REAL["resident-id"][0]

    text = invention.text(f"李雷（{number}，电话13912345678）到场，李雷之妻在场；合同第12345号。")

    assert text.count(name) == 2
    assert number not in text and "13912345678" not in text
    assert text.endswith("合同第12345号。")
    assert invention.left_in(text) == 0


def test_as_much_of_a_text_is_replaced_as_its_field_lets() -> None:
    def takes(text: str) -> bool:
        return text.startswith("示例") and text.endswith("律师事务所")

    made = Invention(TODAY).filling("示例明理律师事务所", takes)

    assert takes(made)
    assert "明理" not in made


def test_what_is_left_is_noticed() -> None:
    invention = Invention(TODAY)
    invention.name("李雷")
    invention.address("人民路1号")

    assert invention.left_in("申请人李雷，住人民路1号") == 2
    assert invention.left_in("申请人，住他处") == 0
