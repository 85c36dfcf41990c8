"""The wire format of what is told about quotations: who speaks, when, and what disagrees."""

from pydantic import BaseModel, Field


class PremiseBody(BaseModel):
    """What the question takes for granted beside what a quotation says of the same thing."""

    asked: str = Field(description="Word for word in `standalone_question`.")
    source: str = Field(description="Word for word in the quotation.")
    citation: int = Field(description="The quotation's number.")


class SpeakerBody(BaseModel):
    """Who speaks in a quotation: a span of the statement's `text`, in code points, half-open."""

    name: str = Field(description="The span, on one line.")
    start: int
    end: int


class SaidTimeBody(BaseModel):
    """A time that a quotation counts from a day it does not name ("early May", "last week").

    `start` and `end` are code points of the statement's `text`, half-open. The dates are null
    where the day to count from is not known.
    """

    text: str
    start: int
    end: int
    earliest: str | None = Field(description="ISO date of the first day that can be meant.")
    latest: str | None = Field(description="ISO date of the last day that can be meant.")
    relative_to: str | None = Field(description="The document's date, from which they count.")


class DisagreementBody(BaseModel):
    """Quotations that do not say the same, by their citations' numbers."""

    citations: list[int] = Field(description="Two, or one that itself tells of both sides.")
    values: list[str] = Field(
        description="The two figures or dates that differ, as quoted; empty where they"
        " differ otherwise: one side denies it, or tells of another outcome."
    )
