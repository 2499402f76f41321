"""Amazon Kinesis Data Streams: a stream, its consumers of their own throughput, and what watches it."""

from components.data.streams.spec import StreamName, StreamSpec
from components.data.streams.stream import Stream, StreamArgs

__all__ = ["Stream", "StreamArgs", "StreamName", "StreamSpec"]
