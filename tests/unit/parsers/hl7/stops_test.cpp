// Where bytes stand: every way of looking finds what looking at each byte finds, whatever this processor would choose.
#include "parsers/hl7/places.hpp"
#include "parsers/hl7/stops.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace vagus::hl7;

namespace {

constexpr stop_bytes bytes{'|', '^', '~', '&', '\r', '\n'};

std::vector<std::size_t> expected(std::string_view text, std::size_t count) {
    std::vector<std::size_t> all;
    for (std::size_t at = 0; at < text.size(); ++at)
        if (std::find(bytes.begin(), bytes.begin() + count, text[at]) != bytes.begin() + count) all.push_back(at);
    return all;
}

std::vector<std::size_t> found(find_places find, std::string_view text) {
    // No more room than is promised to be enough, so that a sanitizer sees what is written too much.
    std::vector<std::uint16_t> room(text.size() + places_beyond);
    const std::string alone{text}; // and read
    auto* const end = find(alone.data(), alone.size(), bytes, room.data());
    return {room.data(), end};
}

void check(std::string_view text) {
    for (const auto& way : places_finders()) {
        INFO(way.name << ", " << text.size() << " bytes");
        REQUIRE(found(way.of_1, text) == expected(text, 1));
        REQUIRE(found(way.of_2, text) == expected(text, 2));
        REQUIRE(found(way.of_all, text) == expected(text, most_stops));
    }
}

std::string random_text(std::mt19937& dice, std::size_t size, int of_hundred) {
    std::string text(size, 'x');
    for (char& c : text)
        if (std::uniform_int_distribution{0, 99}(dice) < of_hundred)
            c = bytes[std::uniform_int_distribution<std::size_t>{0, bytes.size() - 1}(dice)];
    return text;
}

} // namespace

TEST_CASE("every way of looking finds the same bytes", "[parsers][hl7]") {
    REQUIRE(places_finders().size() >= 1);
#ifdef __SSE2__
    REQUIRE(places_finders().size() >= 2); // and with AVX2 all three
#endif
    std::mt19937 dice{1}; // NOLINT(cert-msc51-cpp): the same each time
    for (std::size_t size = 0; size <= 200; ++size)
        for (int of_hundred : {0, 3, 20, 70, 100}) check(random_text(dice, size, of_hundred));
    for (std::size_t size : {2047U, 4096U, 8191U, 8192U}) check(random_text(dice, size, 17));
    check(std::string(8192, '|'));
    check(std::string(8192, '\x80')); // no byte is taken for another by its sign
}

TEST_CASE("stops are found in order, across windows, and none twice", "[parsers][hl7]") {
    std::mt19937 dice{2}; // NOLINT(cert-msc51-cpp): the same each time
    for (std::size_t size : {0U, 1U, 8191U, 8192U, 8193U, 16384U, 20000U}) {
        const auto text = random_text(dice, size, 5);
        stops::positions room;
        stops some{bytes, most_stops, text, room};
        for (auto at : expected(text, most_stops)) REQUIRE(some.next() == text.data() + at);
        REQUIRE(some.next() == text.data() + size);
        REQUIRE(some.next() == text.data() + size);
    }
}

TEST_CASE("stops that are passed over are not given, however far that is", "[parsers][hl7]") {
    const auto text = "|" + std::string(20000, '^') + "x|y" + std::string(20000, '~') + "z";
    for (std::size_t from : {1U, 2U, 8191U, 8192U, 8193U, 20001U, 20002U, 20003U, 40003U, 40004U, 40005U}) {
        const auto next = text.find_first_of("|^~", from);
        const auto* wanted = text.data() + std::min(next, text.size());
        stops::positions room;
        stops passing{bytes, most_stops, text, room};
        passing.pass(text.data() + std::min(from, text.size()));
        CHECK(passing.next() == wanted);
        stops asked{bytes, most_stops, text, room};
        CHECK(asked.next(text.data() + std::min(from, text.size())) == wanted);
    }
}
