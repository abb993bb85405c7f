// What other systems answer in tests.
#include "routes/bodies/json.hpp"
#include "routes/testing.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

using bodies::json::value;

// As JSON has it. Scalars are texts: need() gives the same for 12 and "12".
value json_of(const config::node& from) {
    using shape = config::node::shape;
    value made;
    if (from.kind == shape::map) {
        made.is = value::kind::object;
        for (const auto& each : from.entries) made.members.push_back({each.key, json_of(each.value)});
    } else if (from.kind == shape::sequence) {
        made.is = value::kind::array;
        for (const auto& each : from.items) made.items.push_back(json_of(each));
    } else {
        made.is = value::kind::text;
        made.text = from.text;
    }
    return made;
}

} // namespace

config::type<test_need> test_need_type() {
    static constexpr auto words = "the answer, as a map; a file with it, such as samples/patient.json; nothing, where "
                                  "the other system has nothing; or no_answer";
    return {
        .read =
            [](const config::node& from, config::reading& context, test_need& into) {
                using shape = config::node::shape;
                into.at = from.at;
                if (from.kind == shape::map || from.kind == shape::sequence) {
                    into.is = {answer::kind::found, bodies::json::write(json_of(from))};
                    return true;
                }
                if (!config::is_scalar(from, context, words)) return false;
                if (from.text == "nothing")
                    into.is.is = answer::kind::nothing;
                else if (from.text == "no_answer")
                    into.is = {answer::kind::failed, "no answer in this test"};
                else if (from.text.ends_with(".json"))
                    into.file = from.text;
                else
                    return config::wrong_value(from, context, words);
                return true;
            },
        .show = [](const test_need&) { return std::string{}; },
        .schema = [](config::definitions&) -> boost::json::value {
            return {{"description", words}, {"type", {"object", "array", "string"}}};
        },
        .words = words,
    };
}

} // namespace vagus::routes
