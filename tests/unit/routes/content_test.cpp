// What goes to an output beside the bytes, made from a message.
#include "tests/unit/routes/rules.hpp"

#include "routes/attributes.hpp"
#include "routes/content.hpp"

using namespace vagus::routes;

namespace {

std::string in_brackets(std::string_view value) {
    return value.empty() ? std::string{} : "[" + std::string{value} + "]";
}

// The attribute as stored, or "failed: ...".
std::string made_from(const std::string& written_as, const std::string& body, escape holes_as) {
    auto outputs = two_outputs();
    attribute_text text;
    text.name = "url";
    text.value.value = vagus::expr::parse_template(written_as).value();
    text.holes_as = holes_as;
    outputs[0].wants.attributes.push_back(std::move(text));
    auto rules = load("routes: { r: { from: in, to: out } }\n", std::move(outputs));
    REQUIRE(rules.ran);
    auto message = message_of(body);
    auto made = rules.ran->run(message, {"in", 0});
    if (!made.failures.empty()) return "failed: " + made.failures.front().text;
    return std::string{value_of(decode_attributes(made.copies.at(0).attributes).value(), "url")};
}

} // namespace

TEST_CASE("the values of holes are written as their place needs it, the text around them as it stands",
          "[routes][content]") {
    CHECK(made_from("/a/${PID-3}?b=${PID-8}", "PID|||1^2|||||F", in_brackets) == "/a/[1^2]?b=[F]");
    CHECK(made_from("/a/${PID-3}", "PID|||1", nullptr) == "/a/1");
}

TEST_CASE("an empty part of what is escaped fails the route, even behind else", "[routes][content]") {
    const auto failed = made_from("/a/${PID-3 else PID-4}", "PID|||", in_brackets);
    CHECK(failed.starts_with("failed: "));
    CHECK(failed.find("url has a part that is empty, or cannot stand there: /a/${PID-3 else PID-4}") !=
          std::string::npos);
    CHECK(made_from("/a/${PID-3}", "PID|||", nullptr) == "/a/");
}
