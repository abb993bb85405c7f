#include "base/ids.hpp"
#include "tests/support/catch.hpp"

#include <limits>

using vagus::message_id;
using vagus::parse_message_id;
using vagus::to_text;

TEST_CASE("an id survives its text form", "[base]") {
    for (const auto& id : {message_id{0, 0, 0, 0}, message_id{0xFFFFF, 0xF, 0xFFFFFF, 0xFFFFFFFF},
                           message_id{0x12345, 3, 0x00ABCD, 77}, message_id{1, 0, 256, 1}}) {
        auto text = to_text(id);
        CHECK(text.size() == 16);
        CHECK(parse_message_id(text) == id);
    }
}

TEST_CASE("ids of one store sort as text in the order they were given", "[base]") {
    CHECK(to_text({7, 0, 1, 999}) < to_text({7, 0, 2, 1}));
    CHECK(to_text({7, 0, 255, 5}) < to_text({7, 0, 256, 1}));
    CHECK(to_text({7, 0, 2, 9}) < to_text({7, 0, 2, 10}));
}

TEST_CASE("an id is read as people type it, and nothing else is", "[base]") {
    auto text = to_text({0x12345, 0, 9, 42});
    std::string lower;
    for (char c : text) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    CHECK(parse_message_id(lower) == parse_message_id(text));
    CHECK_FALSE(parse_message_id(""));
    CHECK_FALSE(parse_message_id(text.substr(1)));
    CHECK_FALSE(parse_message_id(text.substr(1) + "U"));
    CHECK_FALSE(parse_message_id(text + "0"));
}
