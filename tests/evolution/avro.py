"""Asks the Python package `avro`: lines of [writer, reader] in, one verdict a line out."""

import json
import sys

from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.schema import parse

for line in sys.stdin:
    writer, reader = json.loads(line)
    try:
        result = ReaderWriterCompatibilityChecker().get_compatibility(parse(reader), parse(writer))
        fits = result.compatibility is SchemaCompatibilityType.compatible
        print("ok" if fits else "no", flush=True)
    except Exception as error:  # what it refuses is an answer, too
        print("refused:", str(error).replace("\n", " "), flush=True)
