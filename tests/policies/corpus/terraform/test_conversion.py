"""The way from Terraform to entries of a state, by configurations of our own: it is needed where no example is at hand."""

import json
from importlib import import_module
from textwrap import dedent
from typing import Any

import pytest

from policies.framework.values import UNKNOWN_TEXT
from tests.policies.corpus.terraform import properties, sdk
from tests.policies.corpus.terraform.entries import Converted, resources_of, urn_of
from tests.policies.corpus.terraform.program import Program
from tests.policies.corpus.terraform.source import UnreadableError, read


def converted(text: str) -> dict[str, Converted]:
    return resources_of(Program(read(dedent(text))))


def inputs(text: str, address: str, *, rehearsed: bool = True) -> dict[str, Any]:
    one = converted(text)[address]
    found: dict[str, Any] = (one.rehearsals if rehearsed else one.previews)[0]["inputs"]
    return found


def test_names_are_those_of_the_sdk_and_a_block_that_stands_once_is_an_object() -> None:
    held = inputs(
        """
        resource "aws_security_group" "web" {
          vpc_id = "vpc-1"
          ingress {
            from_port   = 443
            to_port     = 443
            protocol    = "tcp"
            cidr_blocks = ["10.0.0.0/8"]
          }
          ingress { from_port = 80 }
        }
        """,
        "aws_security_group.web",
    )
    first = {"fromPort": 443, "toPort": 443, "protocol": "tcp", "cidrBlocks": ["10.0.0.0/8"]}
    assert held == {"vpcId": "vpc-1", "ingress": [first, {"fromPort": 80}]}
    cluster = inputs(
        'resource "aws_eks_cluster" "main" {\n  vpc_config {\n    subnet_ids = ["a"]\n  }\n}\n',
        "aws_eks_cluster.main",
    )
    assert cluster == {"vpcConfig": {"subnetIds": ["a"]}}


REFERRING = """
    resource "aws_s3_bucket" "kept" {
      bucket = "kept"
    }

    resource "aws_s3_bucket_versioning" "kept" {
      bucket = aws_s3_bucket.kept.id
      versioning_configuration {
        status = "Enabled"
      }
    }

    resource "aws_s3_bucket_policy" "kept" {
      bucket = aws_s3_bucket.kept.bucket
      policy = jsonencode({ "Statement" = [{ Effect = "Allow", Resource = "${aws_s3_bucket.kept.arn}/*" }] })
    }
    """


def test_what_comes_from_another_resource_is_unknown_in_a_preview_and_has_its_edge() -> None:
    versions = converted(REFERRING)["aws_s3_bucket_versioning.kept"]
    bucket = urn_of("aws_s3_bucket.kept")
    assert versions.previews[0]["inputs"]["bucket"] == UNKNOWN_TEXT
    assert versions.rehearsals[0]["inputs"]["bucket"] == "kept-id"
    assert versions.previews[0]["propertyDependencies"]["bucket"] == [bucket]
    assert versions.previews[0]["propertyDependencies"]["versioningConfiguration"] == []
    policy = converted(REFERRING)["aws_s3_bucket_policy.kept"]
    assert policy.previews[0]["inputs"] == {"bucket": "kept", "policy": UNKNOWN_TEXT}
    statement = json.loads(policy.rehearsals[0]["inputs"]["policy"])["Statement"][0]
    assert statement == {"Effect": "Allow", "Resource": "arn:aws:s3:::kept/*"}
    assert policy.previews[0]["propertyDependencies"] == {"bucket": [bucket], "policy": [bucket]}


def test_a_document_of_a_data_source_is_written_as_iam_spells_it() -> None:
    held = inputs(
        """
        variable "who" { default = "o-1" }

        data "aws_iam_policy_document" "read" {
          statement {
            actions   = ["s3:GetObject"]
            resources = ["*"]
            principals {
              type        = "AWS"
              identifiers = ["*"]
            }
            condition {
              test     = "StringEquals"
              variable = "aws:PrincipalOrgID"
              values   = [var.who]
            }
          }
        }

        resource "aws_iam_policy" "read" {
          policy = data.aws_iam_policy_document.read.json
        }
        """,
        "aws_iam_policy.read",
    )
    assert json.loads(held["policy"])["Statement"] == [
        {
            "Action": ["s3:GetObject"],
            "Resource": ["*"],
            "Effect": "Allow",
            "Principal": {"AWS": ["*"]},
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-1"]}},
        }
    ]


def test_copies_and_dynamic_blocks_are_made_one_by_one() -> None:
    text = """
        locals { ports = [80, 443] }

        resource "aws_security_group" "web" {
          for_each = { a = "first", b = "second" }
          name     = "${each.key}-${each.value}"
          dynamic "ingress" {
            for_each = local.ports
            content {
              from_port = ingress.value
            }
          }
        }

        resource "aws_kms_key" "two" {
          count       = 2
          description = "number ${count.index}"
        }
        """
    made = converted(text)
    assert list(made) == [
        'aws_security_group.web["a"]', 'aws_security_group.web["b"]', "aws_kms_key.two[0]", "aws_kms_key.two[1]",
    ]  # fmt: skip
    assert inputs(text, 'aws_security_group.web["b"]') == {
        "name": "b-second",
        "ingress": [{"fromPort": 80}, {"fromPort": 443}],
    }
    assert inputs(text, "aws_kms_key.two[1]") == {"description": "number 1"}


def test_what_nobody_knows_stays_open_in_a_rehearsal_as_well() -> None:
    text = 'variable "on" {}\nresource "aws_kms_key" "k" {\n  enable_key_rotation = var.on\n}\n'
    assert inputs(text, "aws_kms_key.k") == {"enableKeyRotation": UNKNOWN_TEXT}


def test_renamed_properties_have_their_new_names_and_strange_ones_are_named() -> None:
    one = converted('resource "aws_db_instance" "d" {\n  name = "app"\n  colour = "red"\n}\n')[
        "aws_db_instance.d"
    ]
    assert one.rehearsals[0]["inputs"] == {"dbName": "app"}
    assert one.strange == ["colour"]


def test_azures_shapes_are_its_own_and_parts_are_put_together() -> None:
    text = """
        resource "azurerm_storage_account" "s" {
          account_tier             = "Standard"
          account_replication_type = "GRS"
          blob_properties {
            delete_retention_policy { days = 14 }
          }
        }

        resource "azurerm_storage_account_network_rules" "s" {
          storage_account_id = azurerm_storage_account.s.id
          default_action     = "Deny"
          bypass             = ["Logging", "AzureServices"]
        }
        """
    account, blobs = converted(text)["azurerm_storage_account.s"].rehearsals
    assert account["inputs"]["sku"] == {"name": "Standard_GRS"}
    assert account["inputs"]["networkRuleSet"] == {
        "defaultAction": "Deny",
        "bypass": "Logging, AzureServices",
    }
    assert (account["inputs"]["enableHttpsTrafficOnly"], account["inputs"]["allowBlobPublicAccess"]) == (
        True,
        True,
    )
    assert blobs["type"] == "azure-native:storage:BlobServiceProperties"
    assert blobs["inputs"] == {"deleteRetentionPolicy": {"enabled": True, "days": 14}}
    assert blobs["propertyDependencies"]["accountName"] == [account["urn"]]


def test_what_is_no_terraform_is_refused() -> None:
    with pytest.raises(UnreadableError, match="not HCL that can be parsed"):
        read('resource "aws_vpc" {{')


@pytest.mark.parametrize("token", sorted(sdk.spoken_of()))
def test_every_type_of_the_bridged_clouds_has_a_name_in_terraform(token: str) -> None:
    names = [name for name, found in {**sdk.regular(), **sdk.IRREGULAR}.items() if found == token]
    assert names
    assert sdk.shapes(sdk.arguments(token))


@pytest.mark.parametrize("kind", properties.table().renamed)
def test_the_new_name_of_a_renamed_property_is_one_of_the_sdk(kind: str) -> None:
    token = sdk.token_of(kind)
    assert token is not None
    for row in properties.table().renamed[kind]:
        shape: Any = sdk.arguments(token)
        for step in row.to.split("."):
            found = sdk.property_of(shape, step)
            assert found is not None, row.to
            shape = sdk.member_of(found[1])


KINDS = tuple(properties.table().azure.values())
AZURE = [
    *((kind.token, kind.properties) for kind in KINDS),
    *((kind.beside.token, kind.beside.properties) for kind in KINDS if kind.beside),
]


@pytest.mark.parametrize(("token", "rows"), AZURE, ids=[token for token, _ in AZURE])
def test_a_property_of_azure_is_one_of_its_sdk(token: str, rows: list[properties.Row]) -> None:
    _, room, name = token.split(":")
    resource = getattr(import_module(f"pulumi_azure_native.{room}"), name)
    module = import_module(resource.__module__)
    known = {theirs for theirs, _ in sdk.shapes(getattr(module, module.__all__[0])).values()}
    assert {row.to.split(".")[0] for row in rows} - known == set()
