// CSV as spreadsheets write it: quotes, line ends, separators, and where each cell stands.
#include "parsers/csv/rows.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;

namespace {

using texts = std::vector<std::vector<std::string>>;

texts read(std::string_view text, char separator = ',') {
    texts out;
    csv::rows from{text, separator};
    csv::row row;
    for (;;) {
        const auto more = from.next(row);
        REQUIRE(more);
        if (!*more) return out;
        auto& made = out.emplace_back();
        for (const auto& cell : row) made.push_back(cell.text);
    }
}

syntax_error mistake(std::string_view text) {
    csv::rows from{text, ','};
    csv::row row;
    for (;;) {
        const auto more = from.next(row);
        if (!more) return more.error();
        REQUIRE(*more);
    }
}

} // namespace

TEST_CASE("lines end in LF, CR LF or CR, the last one or not", "[parsers][csv]") {
    const texts wanted{{"a", "b"}, {"1", "2"}};
    CHECK(read("a,b\n1,2\n") == wanted);
    CHECK(read("a,b\r\n1,2\r\n") == wanted);
    CHECK(read("a,b\r1,2\r") == wanted);
    CHECK(read("a,b\n1,2") == wanted);
    CHECK(read("").empty());
}

TEST_CASE("cells may be empty, and a line too", "[parsers][csv]") {
    CHECK(read(",\n\n,,x\n") == texts{{"", ""}, {""}, {"", "", "x"}});
    CHECK(read("a,") == texts{{"a", ""}});
}

TEST_CASE("cells in quotes hold separators, line ends and quotes", "[parsers][csv]") {
    CHECK(read("\"a,b\",\"c\r\nd\",\"5\"\" tube\",\"\"\n") == texts{{"a,b", "c\r\nd", "5\" tube", ""}});
    CHECK(read("\"\"\"\"\"\"") == texts{{"\"\""}});
}

TEST_CASE("blanks and letters of any language stay as they are", "[parsers][csv]") {
    CHECK(read(" a ;Größe;b,c\n", ';') == texts{{" a ", "Größe", "b,c"}});
    CHECK(read("a\tb", '\t') == texts{{"a", "b"}});
}

TEST_CASE("every cell knows where it stands", "[parsers][csv]") {
    csv::rows from{"ab,\"c\"\r\n,d", ','};
    csv::row row;
    REQUIRE(from.next(row).value());
    CHECK(row[1].at == 3);
    REQUIRE(from.next(row).value());
    CHECK(row[0].at == 8);
    CHECK(row[1].at == 9);
}

TEST_CASE("a quote that is not closed is told where it opened", "[parsers][csv]") {
    CHECK(mistake("a,b\n1,\"2\n3,4\n").offset == 6);
    CHECK(mistake("a,5\" tube\n").offset == 3);
    CHECK(mistake("\"a\"b,c\n").offset == 3);
}

TEST_CASE("what separates is what the first line has most of", "[parsers][csv]") {
    CHECK(csv::separator_of("a;b;c,d\n1,2,3,4") == ';');
    CHECK(csv::separator_of("\"a,b,c\"\tb") == '\t');
    CHECK(csv::separator_of("a|b") == '|');
    CHECK(csv::separator_of("alone") == ',');
}
