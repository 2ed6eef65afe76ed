"""What the tests of directory share: the real files, and small ones in the same form."""

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import httpx

import services.local
from services.directory import handlers, storage
from services.directory.domain.people import Person
from services.kit.database import Transaction

SAMPLE = Path(services.local.__file__).parent / "sample"
ORGANISATIONS = (SAMPLE / "organisations.csv").read_bytes()
EXTRACT_2025 = (SAMPLE / "ods" / "etr-2025-07.csv").read_bytes()
EXTRACT_2026 = (SAMPLE / "ods" / "etr-2026-07.csv").read_bytes()

HEADER = "ods_code,name,type,region_code,region_name,icb_code,status,closed_on,successor_ods_code,opened_on"
SOUTH_WEST = "Y58,SOUTH WEST,region,Y58,South West,,active,,,"
SOMERSET_ICB = "QSL,NHS SOMERSET INTEGRATED CARE BOARD,icb,Y58,South West,QSL,active,,,2022-07-01"
SOMERSET = "RH5,SOMERSET NHS FOUNDATION TRUST,nhs_foundation_trust,Y58,South West,QSL,active,,,1994-04-01"
YEOVIL = (
    "RA4,YEOVIL DISTRICT HOSPITAL NHS FOUNDATION TRUST,nhs_foundation_trust,"
    "Y58,South West,QSL,closed,2023-03-31,RH5,1991-04-01"
)
SMALL_REGISTER = f"{HEADER}\n{SOUTH_WEST}\n{SOMERSET_ICB}\n{SOMERSET}\n{YEOVIL}".encode()

PEOPLE_HEADER = "ods_code,role,name,email,phone"
ASHA = "RH5,specialist,Asha Verma,Asha.Verma@somerset.example,01632 960 001"
AUTHOR = ",national_author,Nia Bevan,nia.bevan@national.example,"
AUDITOR = ",auditor,Otto Lang,otto.lang@national.example,"
LEAD = "Y58,regional_lead,Rhys Hale,rhys.hale@southwest.example,"


def extract_row(**changes: str) -> str:
    """One line of the ODS extract, quoted as it is published."""
    cells = {"code": "RH5", "name": "SOMERSET NHS FOUNDATION TRUST", "region": "Y58", "icb": "QSL"}
    cells |= {"opened": "19940401", "closed": "", "status": "", "country": "K"} | changes
    row = [""] * 27
    row[0:4] = [cells["code"], cells["name"], cells["region"], cells["icb"]]
    row[10:13] = [cells["opened"], cells["closed"], cells["status"]]
    row[23] = cells["country"]
    return ",".join(f'"{cell}"' for cell in row)


def people(*rows: str, header: str = PEOPLE_HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


async def fill(tx: Transaction, *rows: str) -> None:
    """The small register, and these people."""
    await handlers.import_organisations(tx, SMALL_REGISTER, accept_valid=False, by=None)
    if rows:
        verdict = await handlers.import_people(tx, people(*rows), accept_valid=False, by=None)
        assert verdict.refused == ()


async def the(tx: Transaction, name: str) -> Person:
    """The person of this name."""
    return next(person for person in (await storage.all_people(tx)).values() if person.name == name)


def parsed(answer: httpx.Response) -> Element:
    """The page, which must be valid HTML."""
    tree: Element = html5lib.HTMLParser(namespaceHTMLElements=False, strict=True).parse(answer.text)
    return tree


def said_by(answer: httpx.Response) -> str:
    """The words of a page's main part."""
    main = next(parsed(answer).iter("main"))
    return " ".join("".join(main.itertext()).split())


def token_of(answer: httpx.Response) -> str:
    """The hidden token of the first form."""
    found = [field for field in parsed(answer).iter("input") if field.get("name") == "csrf_token"]
    return str(found[0].get("value"))


def hidden_in(answer: httpx.Response) -> dict[str, str]:
    """The hidden fields of the page's last form that has any."""
    found = [field for field in parsed(answer).iter("input") if field.get("type") == "hidden"]
    return {str(field.get("name")): str(field.get("value")) for field in found}


async def post(client: httpx.AsyncClient, page: str, to: str = "", **fields: Any) -> httpx.Response:
    """Send the form that stands on `page`."""
    shown = await client.get(page)
    return await client.post(to or page, data={"csrf_token": token_of(shown), **fields})
