from datetime import date

import pytest
import stdnum.cn.ric
import stdnum.cn.uscc

from engine.formats import FORMATS, Malformed

TODAY = date(2026, 3, 2)


def with_check_sign(seventeen):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return seventeen + "10X98765432"[sum(w * int(d) for w, d in zip(weights, seventeen, strict=True)) % 11]


BORN_TODAY = with_check_sign("11010120260302001")
BORN_TOMORROW = with_check_sign("11010120260303001")
HONG_KONG = with_check_sign("81000019900101001")
MACAO = with_check_sign("82000019900101001")
TAIWAN = with_check_sign("83000019900101001")


@pytest.mark.parametrize(
    ("name", "text", "canonical"),
    [
        ("resident-id", "110101198505050016", "110101198505050016"),
        ("resident-id", "11010519491231002x", "11010519491231002X"),
        ("resident-id", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("resident-id", " 110105 19491231 002X ", "11010519491231002X"),
        ("resident-id", HONG_KONG, HONG_KONG),
        ("resident-id", MACAO, MACAO),
        ("resident-id", TAIWAN, TAIWAN),
        ("resident-id", BORN_TODAY, BORN_TODAY),
        ("uscc", "31110000E00017891P", "31110000E00017891P"),
        ("uscc", "11110000000029209e", "11110000000029209E"),
        ("mobile-cn", "13800000000", "13800000000"),
        ("mobile-cn", "+86 199-0000-0005", "19900000005"),
        ("mobile-cn", "008613800000000", "13800000000"),
        ("division", "110118", "110118"),
        ("division", "133100", "133100"),
        ("lawyer-licence-no", "11101201210000101", "11101201210000101"),
        ("date", "2024-02-29", "2024-02-29"),
        ("bank-card", "6200 0000 0000 0002 006", "6200000000000002006"),
        ("money", "300000", "300000.00"),
        ("money", "300,000.5", "300000.50"),
        ("money", "¥１２．３０", "12.30"),
        ("money", "-0", "0.00"),
    ],
)
def test_a_well_formed_identifier_becomes_canonical(name, text, canonical):
    assert FORMATS[name](text, TODAY) == canonical


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("resident-id", "110101198505050017"),
        ("resident-id", "11010119850505001"),
        ("resident-id", "11010119850505001６７"),
        ("resident-id", with_check_sign("11010119850230001")),
        ("resident-id", with_check_sign("99010119850505001")),
        ("resident-id", with_check_sign("81010119900101001")),
        ("resident-id", with_check_sign("11010118991231001")),
        ("resident-id", BORN_TOMORROW),
        ("resident-id", "一一零一零一一九八五零五零五零零一六"),
        ("uscc", "31110000E00017891Q"),
        ("uscc", "31110000I00017891P"),
        ("uscc", "3111000E000017891P"),
        ("uscc", ""),
        ("mobile-cn", "12800000000"),
        ("mobile-cn", "1380000000"),
        ("mobile-cn", "138٠٠٠٠٠٠٠٠"),
        ("division", "000000"),
        ("division", "1101011"),
        ("lawyer-licence-no", "21101201210000101"),
        ("lawyer-licence-no", "11101202710000101"),
        ("lawyer-licence-no", "1110120121000010"),
        ("date", "2026-02-30"),
        ("date", "2026-3-2"),
        ("date", "20260302"),
        ("date", "2026-03-02T00:00"),
        ("bank-card", "6200000000000002007"),
        ("bank-card", "620000000000000"),
        ("money", "1.005"),
        ("money", "NaN"),
        ("money", "Infinity"),
        ("money", "1e3"),
        ("money", "1_000"),
        ("money", "."),
        ("money", "10000000000000"),
        ("money", ""),
    ],
)
def test_a_malformed_identifier_is_refused_in_both_languages(name, text):
    with pytest.raises(Malformed) as refused:
        FORMATS[name](text, TODAY)

    assert refused.value.says.zh and refused.value.says.en


@pytest.mark.parametrize("number", [HONG_KONG, MACAO, TAIWAN])
def test_residence_permits_are_taken_which_stdnum_does_not_know(number):
    assert not stdnum.cn.ric.is_valid(number)
    assert FORMATS["resident-id"](number, TODAY) == number


def test_a_birth_date_in_the_future_is_refused_which_stdnum_takes():
    assert stdnum.cn.ric.is_valid(BORN_TOMORROW)
    with pytest.raises(Malformed, match="future"):
        FORMATS["resident-id"](BORN_TOMORROW, TODAY)


def test_every_check_sign_of_a_credit_code_agrees_with_stdnum():
    for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        code = "91110000MA01ABCD1" + sign
        try:
            FORMATS["uscc"](code, TODAY)
            taken = True
        except Malformed:
            taken = False
        assert taken == stdnum.cn.uscc.is_valid(code)
