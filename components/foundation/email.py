"""An e-mail address, as settings give it."""

from typing import Annotated

from pydantic import StringConstraints

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
