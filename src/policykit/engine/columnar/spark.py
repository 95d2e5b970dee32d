"""The columnar engine on Spark. In: a session, and the views in which the facts stand. Out: a `Backend`.

Statements are Spark SQL; what the engine makes for itself are temporary views, dropped by `close`. The session's own
settings are left as they are: instants and days are whole numbers here, so that its time zone bears on nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched, count
from typing import TYPE_CHECKING

from policykit.engine.columnar.backend import Row
from policykit.engine.columnar.dialects import Dialect, translated
from policykit.engine.columnar.natural import TIMES, Saying
from policykit.model.errors import PolicykitError
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

