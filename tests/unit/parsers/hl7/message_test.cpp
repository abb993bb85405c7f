// What is read as a message, what is refused, and where.
#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"
TEST_CASE("x"){ CHECK(vagus::hl7::message::parse("MSH|^~\\&|A")); }
