// The JSON Schema that editors complete and check with.
#include "tests/support/catch.hpp"
#include "tests/unit/config/clinic.hpp"

#include <boost/json/serialize.hpp>

using namespace clinic;
namespace json = boost::json;

TEST_CASE("the schema states keys, sentences, defaults and what is required", "[config]") {
    const auto schema = document_fields().schema();
    CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
    CHECK(schema.at("additionalProperties") == false);
    const auto& listener = schema.at("$defs").at("listener");
    CHECK(listener.at("additionalProperties") == false);
    CHECK(listener.at("required") == json::value(json::array{"listen"}));
    CHECK(listener.at("properties").at("idle").at("description") == "Closed after.");
    CHECK(listener.at("properties").at("idle").at("default") == "5min");
    CHECK(listener.at("properties").at("strict").at("default") == false);
    CHECK(listener.at("properties").at("connections").at("default") == 100);
    CHECK(listener.at("properties").at("now").at("enum") == json::value(json::array{"calm", "busy"}));
    CHECK(listener.at("properties").at("banner").at("type") == json::value(json::array{"string", "number", "boolean"}));
    CHECK(schema.at("properties").at("inputs").at("additionalProperties").at("$ref") == "#/$defs/listener");
}

TEST_CASE("a family is one of its kinds, each with the key that selects it", "[config]") {
    const auto schema = document_fields().schema();
    const auto& kinds = schema.at("$defs").at("step").at("oneOf").as_array();
    REQUIRE(kinds.size() == 3);
    std::vector<std::string> selecting;
    for (const auto& kind : kinds) {
        const auto name = std::string{kind.at("$ref").as_string()}.substr(std::string{"#/$defs/"}.size());
        selecting.emplace_back(schema.at("$defs").at(name).at("required").at(0).as_string());
    }
    CHECK(selecting == std::vector<std::string>{"set", "drop", "for_each"});
}

TEST_CASE("steps inside steps are a reference, not an endless schema", "[config]") {
    const auto schema = document_fields().schema();
    const auto& defs = schema.at("$defs").as_object();
    const auto& nested = defs.at("step_'for_each'").at("properties").at("do").at("items");
    CHECK(nested.at("$ref") == "#/$defs/step");
    CHECK(json::serialize(schema).size() < 16384);
}

namespace {

struct first {
    std::string a;
};
struct second {
    std::string b;
};
struct both {
    first one;
    second two;
};
const config::fields<first>& first_fields() {
    static const auto stated = config::fields<first>{"mllp", "One."}.optional("a", &first::a, config::text(), "A.");
    return stated;
}
const config::fields<second>& second_fields() {
    static const auto stated = config::fields<second>{"mllp", "Two."}.optional("b", &second::b, config::text(), "B.");
    return stated;
}

} // namespace

TEST_CASE("two declarations of one name stay apart", "[config]") {
    const auto schema = config::fields<both>{"both", "Both."}
                            .optional("one", &both::one, config::object(first_fields), "One.")
                            .optional("two", &both::two, config::object(second_fields), "Two.")
                            .schema();
    CHECK(schema.at("properties").at("one").at("$ref") == "#/$defs/mllp");
    CHECK(schema.at("properties").at("two").at("$ref") == "#/$defs/mllp_2");
    CHECK(schema.at("$defs").at("mllp_2").at("properties").as_object().contains("b"));
}
