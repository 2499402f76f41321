"""Two SDK modules may each have a class of one name; which is read first must not matter."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TOKENS = ("aws:elasticache/parameterGroup:ParameterGroup", "aws:rds/parameterGroup:ParameterGroup")
READ = """
import sys
from simulator import schema
for token in sys.argv[1:]:
    print(schema.declaration_of(token).inputs.shapes["parameters"].item.reference.__module__)
"""


@pytest.mark.parametrize("order", [TOKENS, TOKENS[::-1]])
def test_a_nested_object_is_that_of_its_own_module_in_any_order(order: tuple[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ, *order], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [f"pulumi_aws.{token[4:].partition('/')[0]}._inputs" for token in order]
