"""An export whose every text attacks: each report is delivered, nothing runs, fetches or hides."""

from __future__ import annotations

import re
import socket
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lxml import html
from pypdf import PdfReader
from senacs import action, page_lines, text_of

from reportkit.batch.plan import WORK
from reportkit.cli import main
from reportkit.printable import clean
from reportkit.schema import FREE_TEXTS

pytestmark = pytest.mark.xdist_group("hostile")  # one worker builds the reports

SECRET = "Le-mot-que-personne-ne-doit-lire"  # noqa: S105 (no password)


@dataclass
class Listener:
    """A server on this machine that counts who calls."""

    port: int = 0
    calls: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listening = Listener()
    with socket.create_server(("127.0.0.1", 0)) as server:
        listening.port = server.getsockname()[1]
        ended = threading.Event()
        server.settimeout(0.2)

        def answer() -> None:
            while not ended.is_set():
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                with caller:
                    listening.calls.append(caller.recv(200))

        thread = threading.Thread(target=answer)
        thread.start()
        yield listening
        ended.set()
        thread.join()


def payloads(port: int, secret: Path) -> dict[str, str]:
    """Hostile texts by name; the words are without spaces, so that a line break hides none."""
    web, file = f"http://127.0.0.1:{port}", secret.as_uri()
    return {
        "script": f"<script>fetch('{web}/s')</script>",
        "picture": f"<img/src={web}/i><img/src='{file}'>",
        "style": f"</style><style>@import'{web}/c';p{{background:url({web}/b)}}</style>",
        "svg": f"<svg/onload=alert(1)><image/href='{file}'/><use/href='{web}/u#x'/></svg>",
        "frame": f"<iframe/src='{file}'></iframe><object/data='{web}/o'></object>",
        "attachment": f"<a/rel=attachment/href='{file}'>x</a><link/rel=attachment/href='{file}'>",
        "base": f"<base/href='{web}/'><meta/http-equiv=refresh/content='0;url={web}'>",
        "template": "{{7*7}}{%for/x/in/cycler.__init__.__globals__%}{{x}}{%endfor%}${7*7}",
        "markdown": f"![x]({web}/m)[y](javascript:alert(1))",
        "entity": "&lt;b&gt;&#x3C;script&#62;&nbsp;&colon;",
        "comment": "--><!--[if/gte/mso/9]><script>1</script><![endif]-->",
        "quotes": "\"'>`<b/x=\"'`>",
        "formula": '=HYPERLINK("http://127.0.0.1";1)',
        "brackets": "]]></body></html><![CDATA[",
    }


LONG = "anticonstitutionnellement" * 800
ODD = {
    "bidi": "avant\u202eelbisivni\u202capres\u2066\u2069",
    "control": "son\u0007nette\u0000nul\u001b[31mrouge\u009b",
    "emoji": "fete\U0001f984licorne\U0001f469\u200d\U0001f467",
    "other scripts": "\u0645\u0631\u062d\u0628\u0627-\u6771\u4eac",
    "joined": "e\u0301te\u0301" + "\u0301" * 30,
    "unpaired": "\ufffe\uffff\ufdd0noncaractere",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> Path:
    """The reports of all kinds: an action a payload, in its title and in each free text."""
    folder = tmp_path_factory.mktemp("hostile")
    secret = folder / "secret.txt"
    secret.write_text(SECRET, "utf-8")
    actions = []
    for name, words in {**payloads(listener.port, secret), **ODD, "long": LONG}.items():
        texts = {column: f"{words} ({column})" for column in FREE_TEXTS}
        centre = "Centre social du Pré" if len(actions) % 6 else words[:90]
        values = {"title": f"{words} {name}", "organisation": f"{centre} - Sarthe"}
        actions.append(action(**values, partners=["Caf", words[:60]], **texts))
    (folder / "fiches.txt").write_bytes(text_of(page_lines(actions)))
    settings = '[[exports]]\nfile = "fiches.txt"\n'
    settings += '[funders.caf]\nname = "<b>Caf</b>"\nselect = ["Caf"]\n'
    (folder / "reportkit.toml").write_text(settings, "utf-8")
    out = folder / "out"
    with pytest.raises(SystemExit) as ended:
        main(["build", str(folder / "fiches.txt"), "--out", str(out), "--keep-html"])
    assert ended.value.code == 0
    return out


def texts(path: Path) -> str:
    """The words of a PDF without spaces: lines break anywhere in such words."""
    pages = PdfReader(path).pages
    return re.sub(r"[\s\u200b]+", "", "".join(page.extract_text() for page in pages))


@pytest.fixture(scope="module")
def printed(hostile: Path) -> str:
    return "\n".join(texts(path) for path in sorted(hostile.rglob("*.pdf")))


def test_every_report_is_delivered(hostile: Path) -> None:
    made = [path for path in hostile.rglob("*.pdf") if WORK not in path.parts]
    planned = (hostile / WORK / "registre.csv").read_text("utf-8-sig").splitlines()[1:]
    assert len(made) == len(planned) >= 8
    assert not list(hostile.rglob("*.rejete"))


def test_nobody_was_called(hostile: Path, listener: Listener) -> None:
    assert hostile.exists()
    assert listener.calls == []
    with socket.create_connection(("127.0.0.1", listener.port)) as caller:
        caller.sendall(b"bonjour")
        caller.settimeout(5)
        assert caller.recv(1) == b"", "answered by closing"
    assert listener.calls == [b"bonjour"], "it would have heard"


def test_no_file_was_read_or_embedded(hostile: Path) -> None:
    for path in hostile.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
    for path in hostile.rglob("*.pdf"):
        reader = PdfReader(path)
        assert sorted(reader.attachments) == [
            *("actions.csv", "chiffres.csv", "faits.csv", "parametres.json")
        ]
        assert SECRET not in texts(path)
        assert SECRET not in str(reader.attachments)


def test_every_payload_is_text_on_a_page(printed: str, listener: Listener, hostile: Path) -> None:
    secret = hostile.parent / "secret.txt"
    for name, words in payloads(listener.port, secret).items():
        assert words in printed, name


@pytest.mark.parametrize("name", sorted(ODD))
def test_odd_characters_are_told_or_left_out(printed: str, name: str) -> None:
    expected = {
        "bidi": "avantelbisivniapres",
        "control": "sonnettenul[31mrouge",
        "emoji": "fete[U+1F984]licorne[U+1F469][U+1F467]",
        "other scripts": "[U+0645][U+0631][U+062D][U+0628][U+0627]-[U+6771][U+4EAC]",
        "joined": clean("e\u0301te\u0301"),
        "unpaired": "noncaractere",
    }
    assert expected[name] in unicodedata.normalize("NFC", printed)


def test_a_word_of_twenty_thousand_letters_is_cut_and_kept_whole_beside(
    printed: str, hostile: Path
) -> None:
    assert f"{LONG[:200]}[…]" in printed
    (department,) = hostile.rglob("*departement.pdf")
    actions = PdfReader(department).attachments["actions.csv"][0].decode()
    assert actions.count(LONG) == len(FREE_TEXTS) + 1


def test_nothing_in_the_pdf_can_act(hostile: Path) -> None:
    for path in hostile.rglob("*.pdf"):
        reader = PdfReader(path)
        assert "/JavaScript" not in str(reader.trailer["/Root"].get("/Names", {}))
        assert "/OpenAction" not in reader.trailer["/Root"]
        for page in reader.pages:
            for note in page.get("/Annots", []):
                assert "/A" not in note.get_object(), "only links within the document"


def test_the_web_pages_hold_the_payloads_as_text(hostile: Path) -> None:
    pages = list(hostile.rglob("*.html"))
    assert pages
    for path in pages:
        for element in html.fromstring(path.read_bytes()).iter():
            assert element.tag not in ("script", "iframe", "object", "base", "link", "svg"), path
            assert not [name for name in element.attrib if name.startswith("on")], path
            assert element.get("src", "data:").startswith("data:"), path
            assert element.get("href", "#").startswith("#"), path
