from made_up import schema

from entente.tables.codebook import codebook, codebook_markdown


def test_a_column_a_row() -> None:
    book = codebook(schema("divergences")).set_index("column")
    assert list(book.index) == list(schema("divergences").columns)
    assert book.loc["severity", "values"] == "at least 1; at most 5"
    assert book.loc["decider", "values"] == "in states or bodies"
    assert book.loc["occurred_on_precision", "values"] == "one of day, month, year"
    assert codebook(schema("trade_flows")).set_index("column").loc["trade_usd", "unit"] == "current US dollars"


def test_markdown_has_the_table_and_its_key() -> None:
    text = codebook_markdown(schema("trade_flows"), level=3)
    assert text.startswith("### Trade_Flows (`trade_flows`)\n\nOne row per trade_flows.\n")
    assert "Key: `exporter_id`, `importer_id`, `year`, `source_id`." in text
    assert "| `trade_usd` | number | current US dollars | What trade_usd is. | at least 0; 0 decimals |" in text
