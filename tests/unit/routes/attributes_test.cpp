#include "routes/attributes.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::routes;

TEST_CASE("attributes come back as they were written, whatever bytes they hold", "[routes]") {
    const attributes all{{"topic", "hospital.adt"}, {"key", std::string{"a\0b=\n\xff", 6}}, {"empty", ""}};
    auto read = decode_attributes(encode(all));
    REQUIRE(read);
    CHECK(*read == all);
    CHECK(value_of(*read, "topic") == "hospital.adt");
    CHECK(value_of(*read, "absent").empty());
    CHECK(encode({}).empty());
}

TEST_CASE("attributes cut short are an error, not a shorter list", "[routes]") {
    auto text = encode({{"topic", "hospital.adt"}});
    for (std::size_t n = 1; n < text.size(); ++n) CHECK_FALSE(decode_attributes(text.substr(0, n)));
}
