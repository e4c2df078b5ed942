"""reportkit.toml: known keys only, the nearest one named."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportkit.config import Config, find_config, load_config
from reportkit.errors import ConfigError


def load(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "reportkit.toml"
    path.write_text(text, "utf-8")
    return load_config(path)


def test_no_file_means_defaults() -> None:
    assert load_config(None) == Config()


def test_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="« nam » ; vouliez-vous dire « name »"):
        load(tmp_path, 'nam = "Fédération"')


def test_unknown_key_of_an_export_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="« date »"):
        load(tmp_path, '[[exports]]\nfile = "a.txt"\ndates = 2024-01-01')


def test_wrong_value_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"exports\.0\.date"):
        load(tmp_path, '[[exports]]\nfile = "a.txt"\ndate = "hier"')


def test_broken_toml_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="line 1"):
        load(tmp_path, "name =\nfictional = true\n")


def test_nearest_file_upwards(tmp_path: Path) -> None:
    (tmp_path / "reportkit.toml").touch()
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert find_config(deep) == tmp_path / "reportkit.toml"


def test_aliases_lead_to_one_name(tmp_path: Path) -> None:
    config = load(tmp_path, 'name = "F"\n[aliases]\n"CS Nord" = "Centre social Nord"')
    assert config.aliases == {"CS Nord": "Centre social Nord"}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('"A" = "B"\n"b" = "C"', "écrivez « A » = « C »"),
        ('"A" = "A "', "renvoie à lui-même"),
        ('"A" = "B"\n"a" = "C"', "même nom, avec deux renvois"),
        ('"A" = ""', "un nom est vide"),
        ('"A" = 3', r"aliases\.A"),
    ],
)
def test_a_wrong_alias_is_refused_in_french(tmp_path: Path, lines: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(tmp_path, f"[aliases]\n{lines}")


def test_an_alias_may_change_the_case_alone(tmp_path: Path) -> None:
    config = load(tmp_path, '[aliases]\n"CENTRE NORD" = "Centre Nord"')
    assert config.aliases == {"CENTRE NORD": "Centre Nord"}
