"""The commands of the AWS CLI that jobs use on buckets, as a program over the emulated S3."""

AWS = """
import sys, os, pathlib
import boto3

s3 = boto3.client("s3")
arguments = sys.argv[1:]


def option(name):
    return arguments[arguments.index(name) + 1]


if arguments[:2] == ["s3", "cp"]:
    source, target = arguments[2:4]
    bucket, _, key = target.removeprefix("s3://").partition("/")
    content = pathlib.Path(source).read_bytes()
    if os.environ.get("CUT_SHORT") and not source.endswith(".sha256"):
        content = content[:-1]
    if os.environ.get("REFUSED"):
        sys.exit("upload failed: AccessDenied")
    s3.put_object(Bucket=bucket, Key=key, Body=content)
elif arguments[:2] == ["s3api", "list-objects-v2"]:
    assert option("--query") == "Contents[0].Size" and option("--output") == "text"
    found = s3.list_objects_v2(Bucket=option("--bucket"), Prefix=option("--prefix")).get("Contents")
    print(found[0]["Size"] if found else "None")
else:
    sys.exit(f"the stand-in knows no {arguments}")
"""
