// Names of character sets, conversion both ways, and which set a message is read in.
#include "parsers/charset/convert.hpp"
#include "parsers/charset/declared.hpp"
#include "parsers/charset/reading.hpp"
#include "tests/fuzz/properties.hpp"
#include "tests/support/catch.hpp"

#include <random>
#include <string>
#include <tuple>

using namespace vagus::charset;
using namespace std::literals;

namespace {

const charset& named(std::string_view name) {
    const auto* found = find(name);
    INFO(name);
    REQUIRE(found != nullptr);
    return *found;
}

std::string header(const std::string& msh18, const std::string& sender = "A") {
    return "MSH|^~\\&|" + sender + "|B|C|D|2026||ADT^A01|7|P|2.5||||||" + msh18 + "\r";
}

policy by_message(const char* fallback = nullptr) {
    return {policy::source::from_msh18, fallback == nullptr ? nullptr : find(fallback), invalid_bytes::keep};
}

} // namespace

TEST_CASE("every name of table 0211 is known, and the usual ones beside", "[parsers][charset]") {
    for (auto name : {"8859/1", "8859/2", "8859/9", "8859/15", "ISO IR14", "ISO IR87", "ISO IR159", "GB 18030-2000",
                      "KS X 1001", "CNS 11643-1992", "BIG-5", "UNICODE UTF-8", "UNICODE UTF-16", "UNICODE UTF-32",
                      "utf-8", "iso-8859-15", "Windows-1252", "shift_jis"})
        CHECK(find(name) != nullptr);
    for (auto name : {"", "ASCII", "UNICODE", "8859/", "0", "8859/12", "F8"}) CHECK(find(name) == nullptr);
}

TEST_CASE("MSH-18 is found by counting, whatever the delimiters", "[parsers][charset]") {
    CHECK(declared_in(header("8859/2"))->name == "ISO-8859-2");
    CHECK(declared_in("\r\n " + header("UTF-8~UNICODE"))->name == "UTF-8");
    CHECK(declared_in("\x1C\f" + header("8859/2"))->name == "ISO-8859-2"); // what reading passes over, too
    CHECK(declared_in("MSH$%*?&$$$$$$$$$$$$$$$$*8859/1*8859/2$$\r")->name == "ISO-8859-1");
    CHECK(declared_in(header("~ISO IR87"))->name == "ISO-2022-JP");
    CHECK(declared_in(header("ISO IR14~ISO IR87"))->name == "ISO-2022-JP");
    CHECK(declared_in(header("ASCII")) == nullptr);
    for (auto bytes : {"", "MSH", "MSH|", "MSH|^~\\&|", "PID|1|8859/1"}) CHECK(declared_in(bytes) == nullptr);
}

TEST_CASE("MSH-18 is found behind characters that hold bytes like separators", "[parsers][charset]") {
    for (const auto& [msh18, sender, set] : {
             std::tuple{"ISO IR14", "\x83\x7C\x83\x7C", "Shift_JIS"},
             {"GB 18030-2000", "\x81\x7C", "GB18030"},
             {"BIG-5", "\xA5\x7C^\xA5\x7C\xA5\x7C", "Big5"},
             {"~ISO IR87", "\x1B$B|C|C\x1B(B", "ISO-2022-JP"},
             {"UNICODE UTF-8", "M\xC3\xBCller", "UTF-8"},
             {"8859/1", "M\xFCller\x83\x7C", ""}, // one field more, for whoever reads it in its own set
         }) {
        CAPTURE(msh18);
        const auto* found = declared_in(header(msh18, sender) + "PID|1\r");
        CHECK((found == nullptr ? "" : found->name) == set);
    }
}

TEST_CASE("a header that is too long to be read in every set is read by counting", "[parsers][charset]") {
    const std::string two = "\x83\x5C";
    CHECK(declared_in(header("ISO IR14", two + std::string(4000, 'A')))->name == "Shift_JIS");
    CHECK(declared_in(header("ISO IR14", "\x83\x7C" + std::string(4000, 'A')))->name == "Shift_JIS");
    CHECK(declared_in(header("ISO IR14", "\x83\x7C" + std::string(4096, 'A'))) == nullptr);
}

TEST_CASE("characters that a set does not have are counted, and bytes that are no character", "[parsers][charset]") {
    CHECK(missing_in(named("8859/1"), "Müller") == 0);
    CHECK(missing_in(named("8859/1"), "€ü€") == 2);
    CHECK(missing_in(named("ISO IR87"), "山田€") == 1);
    CHECK(missing_in(named("UTF-8"), "山田€") == 0);
    const auto broken = to_utf8("a\xFFz\xFE", named("UTF-8")).text;
    CHECK(missing_in(named("UTF-8"), broken) == 2);
    CHECK(missing_in(named("windows-1252"), "€ü" + broken) == 2);
    CHECK(from_utf8("€", named("8859/1")) == "?"); // counting leaves no trace
}

TEST_CASE("every byte of a set of single bytes comes back as it was", "[parsers][charset]") {
    std::string all;
    for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
    for (auto name : {"windows-1252", "8859/1", "8859/2", "8859/3", "8859/4", "8859/5", "8859/6", "8859/7", "8859/8",
                      "8859/9", "ISO-8859-10", "ISO-8859-11", "ISO-8859-13", "ISO-8859-14", "8859/15", "UTF-8"}) {
        CAPTURE(name);
        const auto text = to_utf8(all, named(name)).text;
        CHECK(is_utf8(text));
        CHECK(from_utf8(text, named(name)) == all);
    }
}

TEST_CASE("text comes out right in every family of sets", "[parsers][charset]") {
    struct row {
        const char *set, *bytes, *text;
    };
    for (const auto& [set, bytes, text] : {
             row{"8859/1", "M\xFCller", "Müller"},
             row{"8859/2", "\xA3\xF3\x64\xBC", "Łódź"},
             row{"8859/5", "\xB8\xD2\xD0\xDD", "Иван"},
             row{"8859/7", "\xC1\xE8\xDE\xED\xE1", "Αθήνα"},
             row{"8859/15", "\xA4", "€"},
             row{"windows-1252", "\x80\x96\xFC", "€–ü"},
             row{"Shift_JIS", "\x83\x5C\x83\x7C\x94\x5C", "ソポ能"}, // 5C and 7C as second bytes
             row{"GB 18030-2000", "\xD6\xD0\x81\x30\x84\x36", "中¥"},
             row{"BIG-5", "\xB3\x5C\xA5\x7C", "許四"},
             row{"KS X 1001", "\xB1\xE8", "김"},
             row{"ISO IR87", "\x1B$B;3ED\x1B(B^\x1B$BB@O:\x1B(B", "山田^太郎"},
             row{"CNS 11643-1992", "\xC4\xE3", "中"},
         }) {
        CAPTURE(set);
        CHECK(to_utf8(bytes, named(set)).text == text);
        CHECK(from_utf8(text, named(set)) == bytes);
    }
}

TEST_CASE("bytes that are no character come back as they were, and are readable as U+FFFD", "[parsers][charset]") {
    for (const auto& [set, bytes] : {std::pair{"UTF-8", "a\xFF|\xC3(\x80"s},
                                     {"Shift_JIS", "\x83\xFF|\x80"s},
                                     {"8859/3", "\xA5|\xAE"s},
                                     {"GB18030", "\x81\xFF|\xFF"s}}) {
        CAPTURE(set);
        const auto made = to_utf8(bytes, named(set));
        CHECK(is_utf8(made.text));
        CHECK(made.invalid > 0);
        CHECK(from_utf8(made.text, named(set)) == bytes);
        CHECK(made.text.find('|') != std::string::npos); // a delimiter behind a broken character still cuts
        CHECK(readable(made.text).find("\xEF\xBF\xBD") != std::string::npos);
    }
    CHECK(to_utf8("a\xFFz", named("UTF-8"), false).text == "a\xEF\xBF\xBDz");
    CHECK(to_utf8("abc\xFFz", named("UTF-8")).first == 3U);
}

TEST_CASE("a character that the set does not have becomes a question mark", "[parsers][charset]") {
    CHECK(from_utf8("€ü", named("8859/1")) == "?\xFC");
    CHECK(from_utf8("€", named("ISO IR87")) == "?");
}

TEST_CASE("texts longer than any buffer are whole", "[parsers][charset]") {
    std::string bytes;
    for (int i = 0; i < 20'000; ++i) bytes += "\x83\x5C\xFF";
    const auto made = to_utf8(bytes, named("Shift_JIS"));
    CHECK(from_utf8(made.text, named("Shift_JIS")) == bytes);
}

TEST_CASE("any bytes are text in any set", "[parsers][charset]") {
    std::mt19937 chance{7};
    const std::string_view favoured{"\x1B$B(J|^\x80\x83\x5C\xFF\xF4\x8F\x9E\x81\x30"};
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes;
        for (auto length = chance() % 24; length > 0; --length)
            bytes += chance() % 2 == 0 ? favoured[chance() % favoured.size()] : static_cast<char>(chance());
        const auto broken = vagus::fuzz::check_charset(bytes);
        INFO(round);
        REQUIRE(broken == "");
    }
}

TEST_CASE("valid UTF-8 is told from what is none", "[parsers][charset]") {
    CHECK(is_utf8(""));
    CHECK(is_utf8("plain text, longer than eight bytes"));
    CHECK(is_utf8("M\xC3\xBCller, longer than eight bytes \xF0\x9F\x98\x80"));
    for (auto bad :
         {"\xFC", "12345678\xFC", "\xC3", "1234567\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80"})
        CHECK_FALSE(is_utf8(bad));
}

TEST_CASE("without any word a message is UTF-8, and windows-1252 where it cannot be", "[parsers][charset]") {
    const auto plain = read(header("8859/2") + "PID|M\xC3\xBCller\r", {});
    REQUIRE(plain);
    CHECK(plain->set == nullptr);
    CHECK(plain->text.empty()); // the bytes themselves are it: nothing was copied
    const auto guessed = read(header("8859/2") + "PID|M\xFCller\r", {});
    REQUIRE(guessed);
    CHECK(guessed->guessed);
    CHECK(guessed->set->name == "windows-1252");
    CHECK(guessed->text.ends_with("PID|Müller\r"));
}

TEST_CASE("from_msh18 takes MSH-18, then the fallback, then guesses", "[parsers][charset]") {
    auto set = [](const std::string& msh18, const policy& how) {
        const auto made = read(header(msh18) + "PID|\xB1\r", how);
        REQUIRE(made);
        return std::string{made->set->name};
    };
    CHECK(set("8859/2", by_message()) == "ISO-8859-2");
    CHECK(set("", by_message("8859/9")) == "ISO-8859-9");
    CHECK(set("ASCII", by_message("8859/9")) == "ISO-8859-9");
    CHECK(set("ASCII", by_message()) == "windows-1252");
    CHECK(set("UNICODE UTF-8", by_message()) == "UTF-8"); // and a byte that is no character of it
    CHECK(set("8859/2", {policy::source::force, find("8859/5"), invalid_bytes::keep}) == "ISO-8859-5");
}

TEST_CASE("bytes that are no character are kept, replaced, or a reason to refuse", "[parsers][charset]") {
    const auto bytes = header("UNICODE UTF-8") + "PID|M\xFCller\r";
    auto how = by_message();
    CHECK(read(bytes, how)->invalid == 1);
    how.invalid = invalid_bytes::replace;
    CHECK(read(bytes, how)->text.ends_with("PID|M\xEF\xBF\xBDller\r"));
    how.invalid = invalid_bytes::reject;
    const auto refused = read(bytes, how);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().offset == bytes.find('\xFC'));
    CHECK(refused.error().expected == "a character of UTF-8: `invalid_bytes` is `reject`");
}
