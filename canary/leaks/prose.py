"""Sentences that belong to no document, and where the sentences of a text are."""

from __future__ import annotations

import re

from canary.leaks.chance import Chance

_BREAK = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[A-Z\"“‘(\[])")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")

FOREIGN = tuple(
    """Residents woke on Tuesday to find the footbridge fenced off and two police cars in the lane.
A spokesman declined to say who had ordered the inspection or how long it would last.
The story first appeared on a small website run by a retired schoolteacher from the coast.
By noon the square had filled with reporters, tourists and people selling umbrellas.
Nobody at the company answered the telephone when this newspaper called three times.
Analysts who follow the sector were divided over what the figures might mean for the spring.
One former employee described the mood in the canteen as somewhere between gloom and laughter.
The prime minister was travelling and could not be reached before the evening edition closed.
It rained, as it had rained on every anniversary that anyone in the village could remember.
Opposition members demanded a debate and received a promise of a written answer instead.
Shares fell sharply in early trading and then recovered most of what they had lost.
The museum will remain open, though two of its galleries are being repainted until autumn.
Her brother, a carpenter, keeps the letters in a biscuit tin on top of the wardrobe.
Experts contacted by telephone urged caution and then disagreed with one another.
A second envelope arrived the following morning, posted in a town forty miles away.
Fishermen say the current has changed, and that the cod went with it some years ago.
The union called the offer an insult, the management called it a beginning.
Officials in the capital have been reluctant to discuss the matter on the record.
At the railway station the clock stopped at ten past four and was never mended.
Several readers wrote to ask why the photograph had been printed back to front.
What happened next is disputed by nearly everyone who was in the room.
The committee's chair thanked the witnesses and adjourned for lunch.
In the end the festival went ahead with half the bands and twice the rain.
A court will hear the first arguments in November unless the parties settle.
Trains were late, trams were full, and bicycles were suddenly hard to rent.
The author of the blog said she had no regrets and no further plans.
Economists point out that prices in neighbouring countries rose even faster.
Old maps show a mill on the island, with a wheel on either side.
The embassy confirmed that a parcel had been received and offered no other comment.
Her speech lasted eleven minutes and was interrupted twice by applause.
Farmers in the valley have begun to plant earlier, gambling on a mild March.
The bakery on the corner sold out of everything except rye bread.
An investigation by a rival paper came to the opposite conclusion last year.
Children from the primary school painted the hoardings in yellow and green.
Whether the plan survives the winter will depend on money that nobody has yet found.
The minister's office said only that it does not comment on stolen papers.
Two of the three engineers have since left the country for better-paid work.
A neighbour remembered lights on the hill and the sound of a lorry before dawn.
The bridge was painted grey in the war and has stayed grey ever since.
According to people familiar with the talks, dinner was short and mostly silent.""".splitlines()
)

WORDS = tuple(
    """window river letter garden yellow quickly stone market winter paper bridge copper often music
carry island bread camera silver summer doctor number gentle harbour kitchen ladder morning narrow
orange people quiet river season ticket under village walnut yesterday almost between clear drive
early finger ground heavy inside jacket keep large middle never open perhaps queen rather second
table until very while young again before circle dozen every friend green house into just know
light many near other plain quite right small there upon voice water yellow and the of to in that
is was for with on as at by from or not but this which had were all one would their has""".split()
)


def sentences(text: str) -> list[str]:
    """Return the sentences of the paragraphs of a text, in order, without their line breaks."""
    found: list[str] = []
    for paragraph in paragraphs(text):
        cursor = 0
        for gap in _BREAK.finditer(paragraph):
            closing = len(gap.group()) - len(gap.group().lstrip("\"'”’)"))
            found.append(_flat(paragraph[cursor : gap.start() + closing]))
            cursor = gap.end()
        found.append(_flat(paragraph[cursor:]))
    return [sentence for sentence in found if sentence]


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: what empty lines part."""
    return [part.strip() for part in _PARAGRAPH.split(text) if part.strip()]


def foreign(chance: Chance, count: int) -> str:
    """Return `count` sentences that belong to no document."""
    return " ".join(chance.pick(FOREIGN) for _ in range(count))


def _flat(text: str) -> str:
    return " ".join(text.split())
