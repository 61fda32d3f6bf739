"""`python -m hubspot_engagements`: the command line, also where its script is not on the PATH."""

from .cli import main

main()
