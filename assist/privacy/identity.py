"""A plain text -> the numbers by which states know a person, by country.

Forms stand here, check digits are those of `python-stdnum`. A form that other numbers have too
needs a word that says what it is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Final

from assist.privacy.values import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a number is written; `check` names its module of `stdnum`, '' for none.

    `clear` says that nothing else looks so: no word need say what it is.
    """

    pattern: str
    check: str
    clear: bool = False


_SSN: Final = r"[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}"
FORMS: Final[dict[str, tuple[Form, ...]]] = {
    "AT": (Form(pattern=r"[0-9]{4} ?[0-9]{6}", check="at.vnr"),),
    "AU": (Form(pattern=r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}", check="au.tfn"),),
    "BE": (
        Form(pattern=r"[0-9]{2}[. ]?[0-9]{2}[. ]?[0-9]{2}[- ]?[0-9]{3}[. ]?[0-9]{2}", check="be.nn",
             clear=True),
    ),
    "BR": (Form(pattern=r"[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}", check="br.cpf", clear=True),),
    "CA": (Form(pattern=r"[0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{3}", check="ca.sin"),),
    "CH": (
        Form(pattern=r"756[. ]?[0-9]{4}[. ]?[0-9]{4}[. ]?[0-9]{2}", check="ch.ssn", clear=True),
    ),
    "DE": (Form(pattern=r"[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}", check="de.idnr"),),
    "DK": (Form(pattern=r"[0-9]{6}-[0-9]{4}", check="dk.cpr", clear=True),),
    "ES": (
        Form(pattern=r"[0-9]{8}-?[a-z]", check="es.dni", clear=True),
        Form(pattern=r"[xyz]-?[0-9]{7}-?[a-z]", check="es.nie", clear=True),
    ),
    "FI": (Form(pattern=r"[0-9]{6}[-+a][0-9]{3}[0-9a-y]", check="fi.hetu", clear=True),),
    "FR": (
        Form(pattern=r"[1-478] ?[0-9]{2} ?[0-9]{2} ?[0-9][0-9ab] ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}",
             check="fr.nir", clear=True),
    ),
    "GB": (
        Form(pattern=r"[a-ceghj-prtw-z][a-ceghj-npr-tw-z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[a-d]",
             check="", clear=True),
        Form(pattern=r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}", check="gb.nhs"),
    ),
    "IE": (Form(pattern=r"[0-9]{7}[a-w][a-iw]?", check="ie.pps", clear=True),),
    "IN": (
        Form(pattern=r"[0-9]{4} ?[0-9]{4} ?[0-9]{4}", check="in_.aadhaar"),
        Form(pattern=r"[a-z]{5}[0-9]{4}[a-z]", check="in_.pan"),
    ),
    "IT": (
        Form(pattern=r"[a-z]{6}[0-9]{2}[a-z][0-9]{2}[a-z][0-9]{3}[a-z]", check="it.codicefiscale",
             clear=True),
    ),
    "MX": (Form(pattern=r"[a-z]{4}[0-9]{6}[a-z]{6}[0-9a-z][0-9]", check="mx.curp", clear=True),),
    "NL": (Form(pattern=r"[0-9]{4}[. ]?[0-9]{2}[. ]?[0-9]{3}", check="nl.bsn"),),
    "NO": (Form(pattern=r"[0-9]{6} ?[0-9]{5}", check="no.fodselsnummer", clear=True),),
    "NZ": (Form(pattern=r"[0-9]{2,3}[- ]?[0-9]{3}[- ]?[0-9]{3}", check="nz.ird"),),
    "PL": (Form(pattern=r"[0-9]{11}", check="pl.pesel"),),
    "PT": (Form(pattern=r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}", check="pt.nif"),),
    "RO": (Form(pattern=r"[1-9][0-9]{12}", check="ro.cnp"),),
    "SE": (
        Form(pattern=r"(?:[0-9]{2})?[0-9]{6}[-+][0-9]{4}", check="se.personnummer", clear=True),
    ),
    "TR": (Form(pattern=r"[1-9][0-9]{10}", check="tr.tckimlik"),),
    "US": (
        Form(pattern=_SSN, check="us.ssn", clear=True),
        Form(pattern=_SSN, check="us.itin", clear=True),
        Form(pattern=r"[0-9]{9}", check="us.ssn"),
    ),
    "ZA": (Form(pattern=r"[0-9]{6} ?[0-9]{4} ?[0-9]{3}", check="za.idnr"),),
}  # fmt: skip
"""What is looked for, by country."""

_NAMED: Final = re.compile(
    r"(?<![a-z])(?:social security|social insurance|ssn|sin|tin|tax|nino|national insurance|nhs"
    r"|national id[a-z]*|identity|id (?:number|card)|passport|steuer[a-z-]*|svnr|sozial[a-z]*|bsn"
    r"|burgerservice[a-z]*|sofi|aadhaar|pan|ird|tfn|pesel|nif|contribuinte|cnp|kimlik"
    r"|securite sociale|numero (?:de )?secu|secu|nir|insee|nas|assurance sociale|registre national"
    r"|identite|personal number)(?![a-z])"
)
_BEFORE: Final = r"(?<![\w•.,/-])"
_START: Final = re.compile(r"\b(?=[a-z]{0,6} ?[0-9])")
_NEAR: Final = 48


def find(text: str, countries: tuple[str, ...]) -> Iterator[Found]:
    """Yield the numbers of persons of these countries."""
    if _any_form(countries).search(text) is None:
        return
    starts = [start.start() for start in _START.finditer(text)]
    for form in (form for country in countries for form in FORMS.get(country, ())):
        pattern, is_valid = _made(form)
        for found in filter(None, (pattern.match(text, start) for start in starts)):
            near = text[max(0, found.start() - _NEAR) : found.start()]
            if (form.clear or _NAMED.search(near)) and is_valid(found[0].upper()):
                yield Found(sort="national-id", start=found.start(), end=found.end())


@lru_cache(maxsize=256)
def _any_form(countries: tuple[str, ...]) -> re.Pattern[str]:
    """Return what is found wherever one of the countries' forms is: most texts hold none."""
    forms = [form.pattern for country in countries for form in FORMS.get(country, ())]
    return re.compile(rf"{_BEFORE}(?:{'|'.join(forms) or '(?!)'})")


@lru_cache(maxsize=256)
def _made(form: Form) -> tuple[re.Pattern[str], Callable[[str], bool]]:
    """Return the pattern and the check of a form."""
    pattern = re.compile(rf"{_BEFORE}(?:{form.pattern})(?![\w•]|[.,/-][0-9•])")
    if not form.check:
        return pattern, lambda number: True
    # Loaded here: the modules of other countries are never needed.
    module = import_module(f"stdnum.{form.check}")
    is_valid: Callable[[str], bool] = module.is_valid
    return pattern, is_valid
