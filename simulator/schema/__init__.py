"""What the installed SDKs declare: types, properties, required inputs, value types and closed enums.

Nothing is copied from the SDKs: a declaration is read by introspection when its type is first asked for, then kept.
"""

from simulator.schema.declaration import Declaration, Shape
from simulator.schema.judgement import Fault, judge, judge_outputs
from simulator.schema.paths import judge_path
from simulator.schema.reading import class_of, declaration_of

__all__ = [
    "Declaration",
    "Fault",
    "Shape",
    "class_of",
    "declaration_of",
    "judge",
    "judge_outputs",
    "judge_path",
]
