from __future__ import annotations

import pytest

from marvin import validation
from marvin.errors import ConfigError
from marvin.validation import library, suites


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        suites.parse(text, "orders")
    assert str(caught.value).startswith("suites/orders.yml cannot be used:")
    return caught.value.faults


def test_a_suite_is_read_in_its_order_and_fails_by_default(config):
    (config.root / "suites").mkdir()
    (config.root / "suites" / "orders.yml").write_text(
        """
description: what orders look like
expectations:
  - type: expect_column_values_to_not_be_null
    column: customer
  - type: expect_column_pair_values_a_to_be_greater_than_b
    column_A: shipped
    column_B: ordered
    severity: quarantine
  - type: expect_table_columns_to_match_ordered_list
    column_list: [a, b]
    severity: warn
"""
    )
    suite = validation.read(config, "orders")
    assert [(entry.severity, entry.columns) for entry in suite.entries] == [
        ("fail", ("customer",)),
        ("quarantine", ("shipped", "ordered")),
        ("warn", ()),  # its columns are what it asks about, not what it needs
    ]


def test_every_fault_is_named_at_once_with_what_to_do():
    found = faults(
        """
colour: red
expectations:
  - type: expect_column_values_to_not_be_nul
    column: a
  - type: expect_column_values_to_be_between
    column: a
    minimum: 3
  - type: expect_column_values_to_not_be_null
  - type: expect_column_values_to_not_be_null
    column: a
    severity: critical
  - type: expect_column_mean_to_be_between
    column: a
    max_value: 3
    severity: quarantine
  - just text
  - column: a
"""
    )
    assert found == (
        "colour: is no key of a suite: correct or remove it",
        "entry 1 (expect_column_values_to_not_be_nul): is no expectation for frames: did you mean "
        "expect_column_values_to_not_be_null?",
        "entry 2 (expect_column_values_to_be_between): minimum: is no argument of this expectation: it takes column, "
        "mostly, min_value, max_value, strict_min, strict_max",
        "entry 3 (expect_column_values_to_not_be_null): column: is missing: add it",
        "entry 4 (expect_column_values_to_not_be_null): severity: must be fail, warn or quarantine, and is 'critical'",
        "entry 5 (expect_column_mean_to_be_between): severity: quarantine takes out rows, and this expectation is not "
        "about single rows: use fail or warn, or an expectation about values",
        "entry 6: must hold `type`, arguments and `severity`, and is a str",
        "entry 7: type: is missing: add the name of an expectation",
    )


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("{type: expect_column_values_to_be_in_set, column: a, value_set: 5}", "value_set: value is not a valid list"),
        ("{type: expect_column_values_to_not_be_null, column: a, mostly: 2}", "mostly: ensure this value is less"),
        ("{type: expect_column_values_to_not_be_null, column: 7}", "column: str type expected"),
        ("{type: expect_column_values_to_be_between, column: a, min_value: 5, max_value: 3}", "exchange them"),
        ("{type: expect_column_mean_to_be_between, column: a}", "it would always hold"),
        ("{type: expect_compound_columns_to_be_unique, column_list: [a]}", "at least two columns"),
        ("{type: expect_column_values_to_not_be_null, column: a, row_condition: b > 3}", "is no argument"),
        (
            "{type: expect_column_values_to_match_like_pattern, column: a, like_pattern: a%}",
            "no expectation for frames",
        ),
        ("{type: unexpected_rows_expectation, unexpected_rows_query: select 1}", "no expectation for frames"),
        ("{type: expect_column_values_to_be_increasing, column: a, severity: quarantine}", "not about single rows"),
        ("{type: [a], column: a}", "no expectation for frames"),
        ("{type: expect_column_values_to_match_regex, column: a, regex: '(a'}", "regex: '(a' is no regular expression"),
        ("{type: expect_column_values_to_match_regex_list, column: a, regex_list: [a, '*']}", "'*' is no regular expr"),
        ("{type: expect_column_values_to_not_be_null, column: a, severity: [fail]}", "and is ['fail']"),
        ("{type: expect_column_values_to_not_be_null, column: a, mostly: '0.9'}", "mostly: is the text '0.9'"),
        (
            "{type: expect_column_values_to_not_be_null, column: a, mostly: yes}",
            "is true, and must be a number",
        ),
        ("{type: expect_column_values_to_be_between, column: a, min_value: '0'}", "the number without quotes"),
        ("{type: expect_column_values_to_be_between, column: a, min_value: .nan}", "min_value: is nan, which no value"),
        ("{type: expect_column_values_to_be_in_set, column: a, value_set: []}", "value_set: is empty"),
        ("{type: expect_column_values_to_be_in_set, column: a, value_set: [x, null]}", "value_set: holds null"),
        ("{type: expect_column_values_to_be_of_type, column: a, type_: strng}", "type_: 'strng' is no type"),
        ("{type: expect_column_values_to_be_in_type_list, column: a, type_list: [foo]}", "type_list: 'foo' is no type"),
        ("{type: expect_table_row_count_to_be_between, min_value: -1}", "min_value: is -1, and must be a whole number"),
        ("{type: expect_table_row_count_to_equal, value: 1.5}", "value: is 1.5, and must be a whole number"),
        (
            "{type: expect_column_pair_values_to_be_equal, column_A: a, column_B: a}",
            "column_B: is a, as column_A is: name two columns",
        ),
        (
            "{type: expect_column_values_to_match_strftime_format, column: a, strftime_format: x}",
            "strftime_format: 'x' has no part of a moment",
        ),
        *(
            (f"{{type: expect_column_quantile_values_to_be_between, column: a, quantile_ranges: {ranges}}}", fault)
            for ranges, fault in (
                ("{quantiles: [0.5], value_ranges: [[1]]}", "each of `value_ranges` is [lowest, highest], and not [1]"),
                ("{quantiles: [0.5], value_ranges: [[2, 1]]}", "and not [2, 1]"),
                ("{quantiles: [5], value_ranges: [[1, 2]]}", "quantiles are between 0 and 1, and not 5"),
                ("{quantiles: [0.5, 0.9], value_ranges: [[1, 2]]}", "lists of the same length"),
                ("{quantiles: [0.5]}", "must hold `quantiles` and `value_ranges`"),
            )
        ),
        *(
            (
                "{type: expect_column_kl_divergence_to_be_less_than, column: a, threshold: 0.1, "
                f"partition_object: {partition}}}",
                f"partition_object: {fault}",
            )
            for partition, fault in (
                ("{values: [a, b]}", "must hold `weights`, and `values` or `bins`"),
                ("{values: [a], bins: [1, 2], weights: [1]}", "must hold `weights`, and `values` or `bins`"),
                ("{values: a, weights: [1]}", "`weights`, `values`, `bins` and `tail_weights` must be lists"),
                ("{values: [a, b], weights: [1]}", "there must be a weight for each of `values`"),
                ("{bins: [1, 2], weights: [0.5, 0.5]}", "there must be a weight for each of `values`, or one between"),
                ("{values: [a, b], weights: [0.5, 0.6]}", "the weights must be numbers of at least 0 that add up to 1"),
                ("{bins: [2, 1], weights: [1]}", "`bins` must be numbers that rise"),
            )
        ),
    ],
)
def test_a_fault_of_one_entry(entry, fault):
    (found,) = faults(f"expectations:\n  - {entry}\n")
    assert fault in found


@pytest.mark.parametrize(
    "entry",
    [
        "{type: expect_column_values_to_be_between, column: a, min_value: '2024-01-01', max_value: 2025-01-01}",
        "{type: expect_column_values_to_be_in_type_list, column: a, type_list: ['datetime64[ns]', str, Int64Dtype]}",
        "{type: expect_column_values_to_be_of_type, column: a, type_: LongType}",
        "{type: expect_column_quantile_values_to_be_between, column: a, "
        "quantile_ranges: {quantiles: [0, 0.5], value_ranges: [[null, 1], [1, 2.5]]}}",
        "{type: expect_table_row_count_to_be_between, min_value: 0}",
        "{type: expect_column_kl_divergence_to_be_less_than, column: a, threshold: 0.1, "
        "partition_object: {bins: [0, 1, 2], weights: [0.4, 0.4], tail_weights: [0.1, 0.1]}}",
    ],
)
def test_values_that_are_meant(entry):
    assert suites.parse(f"expectations: [{entry}]", "s").entries


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "must hold a key `expectations`"),
        ("- a", "must hold a key `expectations`"),
        ("expectations: {a: 1}", "must hold a key `expectations`"),
        ("expectations: []", "let everything pass"),
        ("expectations: [", "while parsing"),
        ("expectations:\n  - {type: a, type: b}", "expectations[1].type: stands in line 2"),
    ],
)
def test_what_is_no_suite(text, fault):
    (found,) = faults(text)
    assert fault in found


def test_the_same_expectation_twice():
    same = "type: expect_column_values_to_be_between, column: a, min_value: 1"
    (found,) = faults(f"expectations: [{{{same}}}, {{{same}, max_value: 2}}, {{{same}, severity: warn}}]")
    assert found.startswith("entry 3 (expect_column_values_to_be_between): asks the same as entry 1: remove one")


def test_a_regular_expression_of_java_is_for_spark():
    regex = "{type: expect_column_values_to_match_regex, column: a, regex: '^\\p{L}+$'}"
    assert len(suites.parse(f"expectations: [{regex}]", "orders").entries) == 1


def test_all_suites_with_all_faults(config):
    assert validation.read_all(config) == ()
    folder = config.root / "suites"
    folder.mkdir()
    right = "expectations: [{type: expect_column_values_to_not_be_null, column: a}]"
    (folder / "good.yml").write_text(right)
    (folder / "also good.yml").write_text(right)
    (folder / "bad.yml").write_text("expectations: [{type: expect_nothing}, 3]")
    with pytest.raises(ConfigError) as caught:
        validation.read_all(config)
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["also good.yml", "bad.yml", "bad.yml"]
    for file in ("also good.yml", "bad.yml"):
        (folder / file).unlink()
    assert [suite.name for suite in validation.read_all(config)] == ["good"]


def test_a_missing_suite_names_those_that_are_there(config):
    with pytest.raises(ConfigError, match="no suite in suites/ yet"):
        validation.read(config, "orders")
    (config.root / "suites").mkdir()
    (config.root / "suites" / "features.yml").write_text("expectations: []")
    with pytest.raises(ConfigError, match="there are: features"):
        validation.read(config, "orders")
    with pytest.raises(ConfigError, match="without folder"):
        validation.read(config, "../conf/base")


def test_every_expectation_that_can_be_used_is_known_with_its_arguments():
    names = library.types()
    assert len(names) > 40
    assert all("row_condition" not in library.arguments(library.implementation(name)) for name in names)
