"""The entry of the wing: what reading asks of the country, whichever it is."""

from planner.sources.country import Country
from planner.vietnam import sources

HOME: Country = sources
