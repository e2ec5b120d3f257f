"""The public data sets: where each comes from, what its licence allows, and how to know its files.

None of them is kept with the project. A file is known by the SHA-256 of its published version.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A public data set: where it comes from, and whether it may shape weights that ship."""

    name: str
    cite: str
    licence: str
    trains: bool
    files: dict[str, str]


SOURCES: Final = (
    Source(
        name="goemotions",
        cite="Demszky et al. 2020, GoEmotions: A Dataset of Fine-Grained Emotions",
        licence="CC BY 4.0",
        trains=True,
        files={
            "labels.txt": "45c3ef86782d2a4d7fedcd6d8c111aa0d0e94720689bd164fac94fefb4495a89",
            "train.tsv": "1c254a142be5c00e80d819b9ae1bbd36d94b2eeb8f4b1271846508d57e57d9c5",
            "dev.tsv": "575489c079c9de1097062a01738f998590d6b7ead66dd1c9fd1d2ba01fd8bc62",
            "test.tsv": "0587b2dd8b27b97352adbfc3fb083d46005c8946657fdc2b1ca8b1cc7f1f8be4",
        },
    ),
    Source(
        name="banking77",
        cite="Casanueva et al. 2020, Efficient Intent Detection with Dual Sentence Encoders",
        licence="CC BY 4.0",
        trains=True,
        files={
            "train.csv": "b06e26ac675513959a63135f11b94ea7786ed02da65db93a5650d8838cbc664b",
            "test.csv": "d12d6e3bc4c3103966ae786dc435913c0c563dfa328f5a3646d0e62cfeeb474d",
        },
    ),
    Source(
        name="multidogo",
        cite="Peskov et al. 2019, Multi-Domain Goal-Oriented Dialogues (MultiDoGO)",
        licence="CDLA-Permissive 1.0",
        trains=True,
        files={
            "airline.tsv": "a1fe5779dd81ed22da718e3981e4ec1ff3853d4313bf07b7404612422df743d5",
            "fastfood.tsv": "1460d3096166fe756ea04033d4dd136389fdaf2de84e4ce8ee820990ae3c6bae",
            "finance.tsv": "88d17fe400fd859ea60686d771333f58af99811bbe108dfd40035f79d1f0cfa7",
            "insurance.tsv": "290eb53eadb0d6d6dc986bc870b8600b1f66c64dbd76f677761ec06b24d350e7",
            "media.tsv": "93336acb2840fa09dc0ebaebc168a526d1c665330c9b4e80087aa7c200fdd104",
            "software.tsv": "b1e21e7b6f0f8a4a153c941c9d3bee48612eae2462e869bca34dba51a0f7b27d",
        },
    ),
    Source(
        name="convabuse",
        cite="Cercas Curry et al. 2021, ConvAbuse: Data, Analysis, and Benchmarks",
        licence="CC BY 4.0",
        trains=True,
        files={
            "ConvAbuseEMNLPtrain.csv": (
                "23abab3eff791d0e8cac681cec15a5ef299ed052699e4fca762d1d4640c36936"
            ),
        },
    ),
    Source(
        name="xed",
        cite="Öhman et al. 2020, XED: A Multilingual Dataset for Sentiment and Emotion",
        licence="CC BY 4.0",
        trains=True,
        files={
            "fr-projections.tsv": (
                "261c9ed2de974d8e38882699825bd2905ae0482c620dd15200bc5f43055b04b6"
            ),
        },
    ),
    Source(
        name="us_airline",
        cite="Twitter US Airline Sentiment (Crowdflower 2015)",
        licence="CC BY-NC-SA 4.0: measured on, never trained or tuned on",
        trains=False,
        files={"Tweets.csv": "ea94b23f41892b290dec3330bb8cf9cb6b8bc669eaae5f3a84c40f7b0de8f15e"},
    ),
    Source(
        name="uss_sgd",
        cite="Sun et al. 2021, Simulating User Satisfaction for Task-oriented Dialogue Systems",
        licence="unstated: measured on, never trained or tuned on",
        trains=False,
        files={"SGD.txt": "f417e17e39221a396a041bd10bee4f3e221a5834d2e32dcc7f813adb25d3bf39"},
    ),
    Source(
        name="xlmt_fr",
        cite="Barbieri et al. 2022, XLM-T: Multilingual Language Models in Twitter",
        licence="research: measured on, never trained or tuned on",
        trains=False,
        files={
            "test_text.txt": "fae6827fdec40ab49ba04e62586f198721b054b8de556f62129e60bf1138fcf1",
            "test_labels.txt": "7977cc5b0346f7ddab596fa6655ee7d2fe9f36c77129bfc14f3307d607a91761",
        },
    ),
)
