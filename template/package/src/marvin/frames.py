"""Frames of pandas as Spark's, and frames in the types of a table: without a change of any value, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from marvin.errors import DataError, MarvinError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import DataType, StructType

_WHOLE = ("tinyint", "smallint", "int", "bigint")
# Decimal digits that hold every whole number of the type.
_DIGITS = dict(zip(_WHOLE, (3, 5, 10, 19), strict=True))
# Each real type with the whole ones that it holds exactly.
_EXACT = {"float": _WHOLE[:2], "double": (*_WHOLE[:3], "float")}


def columns_of(frame: Any) -> list[str]:
    """Names of the columns, as Spark has them.

    Raises:
        DataError: if it is no frame of Spark or pandas, or has no columns.
    """
    if is_spark(frame):
        return list(frame.columns)
    import pandas

    if not isinstance(frame, pandas.DataFrame):
        hint = "give its to_frame()" if isinstance(frame, pandas.Series) else "give a frame of Spark or pandas"
        raise DataError(f"a {type(frame).__name__} is no frame: {hint}")
    if not len(frame.columns):
        raise DataError("the frame has no columns: check what should have filled it")
    return [str(column) for column in frame.columns]


def distinct_columns(frame: Any) -> list[str]:
    """Names of the columns, as `columns_of` has them, by which they can be told apart.

    Raises:
        MarvinError: if it is no frame, or several columns have the same name.
    """
    names = columns_of(frame)
    if twice := repeated(names):
        raise MarvinError(f"the frame has several columns of the same name: rename {', '.join(twice)}")
    return names


def repeated(names: Iterable[str]) -> list[str]:
    """Names that stand more than once, each once, sorted."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


def to_spark(session: SparkSession, frame: Any, like: StructType | None = None) -> DataFrame:
    """A pandas frame as Spark's, by way of Arrow. What is missing, NaN too, becomes null.

    Args:
        frame: of pandas; its index is left out.
        like: schema of the table that the frame goes to. Numbers take its types where this changes no value: pandas
            makes whole numbers real where one is missing. Needed for a frame without rows, which has no types.

    Returns:
        The frame; a column without any value is of type `void` where its dtype is `object`.

    Raises:
        DataError: if it has no rows and there is no `like`, or a column is none that a table can keep.
    """
    import pyarrow
    from pyspark.errors import PySparkException

    names = columns_of(frame)
    if not len(frame):
        if like is None:
            raise DataError(
                "the frame has no rows, so the types of a new table cannot be told: check what should have filled it, "
                "or give a Spark frame, which has types"
            )
        return session.createDataFrame([], type(like)([like[name] for name in names if name in like.names]))
    kinds = {field.name: field.dataType.simpleString() for field in like or ()}
    arrays = [_arrow(frame.iloc[:, place], name, kinds.get(name, "")) for place, name in enumerate(names)]
    try:
        return session.createDataFrame(pyarrow.Table.from_arrays(arrays, names=names))
    except PySparkException as error:
        raise DataError(f"the frame cannot become one of Spark: {first_line(error)}") from None


def fitted(frame: DataFrame, like: StructType | None, table: str, *, evolve: bool = False) -> DataFrame:
    """The frame in the types of the table that it goes to. Delta would cast in silence: 2.7 to 2, and text to numbers.

    Args:
        like: the table's schema; None for a new table.
        table: name of the table, for errors.
        evolve: whether columns inside of structs may come and go, which is left to Delta.

    Raises:
        DataError: with each column whose type does not widen to the table's without loss.
    """
    from pyspark.sql import functions

    known = {field.name.casefold(): field.dataType for field in like or ()}
    faults, columns, changed = [], [], False
    for field in frame.schema:
        here, there = field.dataType, known.get(field.name.casefold())
        # Delta keeps no column without a type.
        wanted = _without_void(here) if there is None else there
        column = functions.col(quoted(field.name))
        if here.simpleString() != wanted.simpleString():
            if _widens(here, wanted):
                changed, column = True, column.cast(wanted).alias(field.name)
            elif not (evolve and "struct<" in here.simpleString() and "struct<" in wanted.simpleString()):
                faults.append(f"{field.name} is {wanted.simpleString()} in the table, and {here.simpleString()} here")
        columns.append(column)
    if faults:
        raise DataError(
            f"{table} was not written; {'; '.join(faults)}. Cast the frame's column, or, if the table is to change its "
            "type, drop the table first"
        )
    return frame.select(*columns) if changed else frame


def is_spark(frame: Any) -> bool:
    """Whether a frame is one of Spark, classic or Connect, whose classes differ."""
    return type(frame).__module__.startswith("pyspark.sql")


def quoted(column: str) -> str:
    """Name of a column for SQL, whatever it holds."""
    return "`" + column.replace("`", "``") + "`"


def first_line(error: Exception) -> str:
    """What an error says, without the plan or stack trace that follows."""
    lines = (line.strip() for line in str(error).splitlines())
    return next((line for line in lines if line), type(error).__name__)[:300]


def _arrow(values: Any, name: str, kind: str) -> Any:
    """A column as Arrow's. `kind` is the table's type, empty where there is none."""
    import pyarrow

    try:
        array = pyarrow.array(values, from_pandas=True)
        found = _keepable(array.type)
        array = array if array.type == found else array.cast(found)
    except (pyarrow.ArrowException, ArithmeticError, TypeError, ValueError) as error:
        raise DataError(
            f"column {name} cannot be written: {first_line(error).rstrip('.')}. Make its values numbers, texts or "
            "moments, all of one type"
        ) from None
    wanted = _by_value(found, kind)
    try:
        return array if wanted is None else array.cast(wanted)
    except pyarrow.ArrowException:  # a value would change, which `fitted` tells
        return array


def _keepable(kind: Any) -> Any:
    """The type of Arrow nearest to this one that Spark and Delta have."""
    import pyarrow
    from pyarrow import types

    if types.is_dictionary(kind):
        return _keepable(kind.value_type)
    if types.is_unsigned_integer(kind):
        return pyarrow.int64()
    if types.is_float16(kind):
        return pyarrow.float32()
    if types.is_decimal(kind):
        # By the values its precision would differ from frame to frame.
        return pyarrow.decimal128(38, 18)
    if types.is_duration(kind) or types.is_time(kind) or isinstance(kind, pyarrow.BaseExtensionType):
        raise TypeError(f"Delta has no type for {kind}")
    return kind


def _by_value(found: Any, kind: str) -> Any:
    """Arrow's type for the table's type `kind`, where a cast tells whether a value would change; else None."""
    import pyarrow
    from pyarrow import types

    if types.is_decimal(found) and kind.startswith("decimal("):
        precision, scale = map(int, kind.removeprefix("decimal(").rstrip(")").split(","))
        return pyarrow.decimal128(precision, scale)
    if types.is_integer(found) or (types.is_floating(found) and kind in _WHOLE):
        kinds = (*map(pyarrow.type_for_alias, ("int8", "int16", "int32", "int64", "float", "double")),)
        return dict(zip((*_WHOLE, "float", "double"), kinds, strict=True)).get(kind)
    return None


def _widens(here: DataType, there: DataType) -> bool:
    """Whether each value of one type is one of the other too."""
    from pyspark.sql import types

    one, other = here.simpleString(), there.simpleString()
    if one == other or isinstance(here, types.NullType):
        return True
    if isinstance(here, types.StringType) and isinstance(there, types.StringType):
        return True
    if isinstance(there, types.DecimalType):
        whole, scale = there.precision - there.scale, there.scale
        if isinstance(here, types.DecimalType):
            return bool(here.precision - here.scale <= whole and here.scale <= scale)
        return one in _DIGITS and _DIGITS[one] <= whole
    if one in _WHOLE and other in _WHOLE:
        return _WHOLE.index(one) < _WHOLE.index(other)
    if isinstance(here, types.ArrayType) and isinstance(there, types.ArrayType):
        return _widens(here.elementType, there.elementType)
    if isinstance(here, types.MapType) and isinstance(there, types.MapType):
        return _widens(here.keyType, there.keyType) and _widens(here.valueType, there.valueType)
    if isinstance(here, types.StructType) and isinstance(there, types.StructType):
        parts = zip(here, there, strict=False)
        return here.names == there.names and all(_widens(mine.dataType, its.dataType) for mine, its in parts)
    return one in _EXACT.get(other, ())


def _without_void(kind: DataType) -> DataType:
    """The type with text in the place of what has no type."""
    from pyspark.sql import types

    if isinstance(kind, types.NullType):
        return types.StringType()
    if isinstance(kind, types.ArrayType):
        return types.ArrayType(_without_void(kind.elementType), kind.containsNull)
    if isinstance(kind, types.MapType):
        return types.MapType(_without_void(kind.keyType), _without_void(kind.valueType), kind.valueContainsNull)
    if isinstance(kind, types.StructType):
        return types.StructType(
            [types.StructField(part.name, _without_void(part.dataType), part.nullable) for part in kind]
        )
    return kind
