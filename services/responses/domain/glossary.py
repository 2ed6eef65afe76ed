"""Words of the field in plain English, for those who meet them first on a partner's page."""

from typing import NamedTuple


class Word(NamedTuple):
    """`key` is how a page links to it."""

    key: str
    word: str
    meaning: str


GLOSSARY = (
    Word(
        "acknowledge",
        "Acknowledge",
        "To say that the organisation has received the alert and will look at it. It does not mean that "
        "anything has been done yet.",
    ),
    Word(
        "action",
        "Action",
        "One numbered thing that the alert asks organisations to do. Each organisation answers for each.",
    ),
    Word(
        "cas",
        "CAS (Central Alerting System)",
        "The government's website on which NHS organisations get alerts and must say what they did. "
        "An answer here does not replace the one on CAS.",
    ),
    Word(
        "deadline",
        "Deadline",
        "The last day by which something has to be done, as those who issued the alert set it.",
    ),
    Word(
        "executive-lead",
        "Executive lead",
        "The member of the board who answers for patient safety and signs that the work on an alert is done.",
    ),
    Word(
        "icb",
        "ICB (integrated care board)",
        "The NHS body that plans health care for its part of England and pays for much of it. It looks "
        "whether organisations there deal with alerts.",
    ),
    Word(
        "national-team",
        "National team",
        "Those who issue the alert and answer questions about it.",
    ),
    Word(
        "natpsa",
        "NatPSA (National Patient Safety Alert)",
        "A warning to all organisations concerned that patients could die or be badly harmed, with actions "
        "that must be done. Only a few bodies in England may issue one.",
    ),
    Word(
        "ods-code",
        "ODS code",
        "A short code that names one NHS organisation and no other, given by the Organisation Data Service.",
    ),
    Word(
        "partner",
        "Patient safety partner",
        "A patient, carer or other member of the public who helps an organisation to become safer, for "
        "example by sitting on its safety committees.",
    ),
    Word(
        "specialist",
        "Patient safety specialist",
        "A member of staff trained in patient safety, who receives alerts and sees to it that the "
        "organisation acts on them.",
    ),
    Word(
        "self-certified",
        "Self-certified",
        "The organisation says so itself; nobody outside has checked it.",
    ),
    Word(
        "sign-off",
        "Sign-off",
        "The executive lead's signature that everything the alert asked for is done or does not apply.",
    ),
)
