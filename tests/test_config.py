"""reportkit.toml: known keys only, the nearest one named."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("name =\nfictional = true\n", "ligne 1, colonne 7", "la valeur manque"),
        ('name = "Fédé\nfictional = true\n', "ligne 1, colonne 13", "guillemet fermant"),
        ("# F\nname = 'Fédé", "ligne 2, colonne 13", "guillemet fermant"),
        ('name "F"\n', "ligne 1, colonne 6", "il manque « = »"),
        ('name = "F"\nname = "G"\n', "ligne 2, colonne 11", "déjà donnée plus haut"),
        ("[aliases]\n[aliases]\n", "ligne 2, colonne 9", "déjà donné plus haut"),
        ("name = F\n", "ligne 1, colonne 8", "entre guillemets droits"),
        ("date = 10/02/2025\n", "ligne 1, colonne 10", "2025-02-10"),
        ("[[exports]\n", "ligne 1, colonne 10", "il manque « ] »"),
        ('corrections = "C:\\data"\n', "ligne 1, colonne 20", "écrivez « / »"),
        ("nom du centre\n", "ligne 1, colonne 5", "il manque « = »"),
    ],
)
def test_broken_toml_is_told_in_french_with_place_and_line(
    tmp_path: Path, text: str, place: str, said: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, text)
    told = str(refused.value)
    assert f"{place} : " in told
    assert said in told
    assert text.splitlines()[int(place.split()[1].rstrip(",")) - 1] in told


@given(st.text(alphabet="na=\"[]{}'\\#,.1 é\n\x01", max_size=40))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_is_read_or_refused_in_french(text: str) -> None:
    with TemporaryDirectory() as folder:
        try:
            load(Path(folder), text)
        except ConfigError as refused:
            told = str(refused)
            assert not re.search(r"\(at |[Ee]xpected|Cannot|Invalid|Unclosed|\[type=", told), told


def test_other_accents_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "reportkit.toml"
    path.write_bytes('# F\nname = "Fédé"\n'.encode("cp1252"))
    with pytest.raises(ConfigError, match=r"ligne 2 : .*UTF-8"):
        load_config(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('exports = ["a.txt", "b.txt"]', r"\[\[exports\]\]\n    file = \"a.txt\""),
        ('exports = "a.txt"', r"\[\[exports\]\]\n    file = \"a.txt\""),
        ('[exports]\nfile = "a.txt"', r"\[\[exports\]\]\n    file = "),
        ('accepted = ["champ-vide"]', r"\[\[accepted\]\]\n    code = "),
        ("[[exports]]\ndate = 2025-01-01", "il manque la clé « exports.0.file »"),
        ('[[exports]]\nfile = ""', "un texte qui n'est pas vide"),
        ('[[exports]]\nfile = "a\\u0000b"', "caractère nul"),
        ('corrections = "a\\u0000b"', "caractère nul"),
        ("fictional = [1]", "attendu true ou false ; reçu une liste"),
        ("name = true", "attendu un texte entre guillemets ; reçu true"),
    ],
)
def test_a_wrong_form_is_told_with_the_right_one(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(tmp_path, text)


def test_a_misspelt_key_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, '[[exports]]\nfil = "a.txt"')
    _, *problems = str(refused.value).splitlines()
    assert len(problems) == 1
    assert "vouliez-vous dire « file » ?" in problems[0]


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


IDENTITY = '[identity]\nprimary = "#1f6b3a"\naccent = "#b15204"\n'


def test_an_identity_gives_the_looks_tokens(tmp_path: Path) -> None:
    colours = load(tmp_path, IDENTITY).identity.colours()
    assert (colours["teal"], colours["clay"]) == ("#1f6b3a", "#b15204")
    capitals = IDENTITY.replace("#1f6b3a", "#1F6B3A")
    assert load(tmp_path, capitals).identity.colours() == colours
    assert load_config(None).identity.colours() == {}


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, IDENTITY.replace("#1f6b3a", "#9ad0f5").replace("#b15204", "#ffcc00"))
    told = str(refused.value)
    assert "contraste 1,4" in told
    assert "il faut 4,5" in told
    shades = dict(re.findall(r'convient : (\w+) = "(#[0-9a-f]{6})"', told))
    text = "[identity]\n" + "".join(f'{key} = "{shade}"\n' for key, shade in shades.items())
    assert set(shades) == {"primary", "accent"}
    load(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[identity]\nprimary = "#1f6b3a"', "« primary » va avec « accent »"),
        ('[identity]\naccent = "#1f6b3a"', "« accent » va avec « primary »"),
        ('[identity]\nprimary = "vert"\naccent = "#b15204"', "« identity.primary » : « vert »"),
        ('[identity]\nprimary = "#1f6b3a;}"', "n'est pas une couleur"),
        ('[identity]\nlogo = "absent.svg"', r"absent\.svg : ce fichier n'existe pas"),
        ('[identity]\nlogo = "reportkit.toml"', "ni un PNG, ni un JPEG, ni un SVG"),
        ("[identity]\nlogo = 3", "nom de fichier entre guillemets"),
        ('[identity]\nlogo = { mime = "image/png", data = "x" }', "nom de fichier"),
        ('[identity]\nlogo = "a\\u0000b"', "caractère nul"),
        ('[identity]\nlogos = "a.png"', "vouliez-vous dire « logo »"),
        ('identity = "vert"', "attendu un bloc entre crochets"),
    ],
)
def test_a_wrong_identity_is_told_in_french(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(tmp_path, text)


def test_a_logo_is_found_from_the_folder_and_needs_a_name(tmp_path: Path) -> None:
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"><path d="M0 0h3v1z"/></svg>'
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "logo.svg").write_text(logo, "utf-8")
    text = '[identity]\nlogo = "images/logo.svg"'
    read = load(tmp_path, f'name = "Fédération du Bocage"\n{text}').identity.logo
    assert read is not None
    assert read.mime == "image/svg+xml"
    with pytest.raises(ConfigError, match="de qui est ce logo"):
        load(tmp_path, text)
