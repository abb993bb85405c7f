#include "engine/app/peers/body_diff.hpp"

#include "parsers/texts/messages_in.hpp"
#include "routes/bodies/json.hpp"

#include <algorithm>
#include <optional>

namespace vagus::peers {
namespace {

namespace json = routes::bodies::json;
using kind = json::value::kind;

std::string shown(const std::optional<std::string>& value) {
    return value ? "'" + on_one_line(*value) + "'" : "absent";
}

std::string told(const std::string& where, const std::optional<std::string>& got,
                 const std::optional<std::string>& expected) {
    return where + " is " + shown(got) + ", expected " + shown(expected);
}

class json_walk {
  public:
    explicit json_walk(const std::vector<std::string>& without)
        : without_{without} {}

    void compare(const std::string& at, const json::value* got, const json::value* expected) {
        if (std::ranges::find(without_, at) != without_.end()) return;
        const bool both = got != nullptr && expected != nullptr && got->is == expected->is;
        if (both && got->is == kind::object) return members(at, *got, *expected);
        if (both && got->is == kind::array) return items(at, *got, *expected);
        if (both && got->text == expected->text) return;
        found.push_back(told(at.empty() ? "the whole" : at, text_of(got), text_of(expected)));
    }
    std::vector<std::string> found;

  private:
    void members(const std::string& at, const json::value& got, const json::value& expected) {
        for (const auto& each : expected.members)
            compare(at + json::pointer_step(each.name), got.find(each.name), &each.is);
        for (const auto& each : got.members)
            if (expected.find(each.name) == nullptr) compare(at + json::pointer_step(each.name), &each.is, nullptr);
    }
    void items(const std::string& at, const json::value& got, const json::value& expected) {
        for (std::size_t i = 0; i < std::max(got.items.size(), expected.items.size()); ++i)
            compare(at + "/" + std::to_string(i), i < got.items.size() ? &got.items[i] : nullptr,
                    i < expected.items.size() ? &expected.items[i] : nullptr);
    }
    static std::optional<std::string> text_of(const json::value* of) {
        if (of == nullptr) return std::nullopt;
        return of->is == kind::text ? of->text : json::write(*of);
    }

    const std::vector<std::string>& without_;
};

std::optional<std::vector<segment_leaves>> read_hl7(const std::string& text) {
    const auto message = hl7::message::parse(texts::with_carriage_returns(text));
    if (!message) return std::nullopt;
    return leaves_of(*message);
}

std::vector<std::string> all_of(const std::string& got, const std::string& expected, const not_compared& without) {
    if (const auto made = json::read(got), wanted = json::read(expected); made && wanted) {
        json_walk walk{without.pointers};
        walk.compare("", &*made, &*wanted);
        return std::move(walk.found);
    }
    if (json::read(got)) return {"the file is no JSON (" + json::read(expected).error() + "), and what came is"};
    std::vector<std::string> found;
    if (const auto made = read_hl7(got), wanted = read_hl7(expected); made && wanted) {
        for (const auto& each : differences(*made, *wanted, without.places))
            found.push_back(told(each.path, each.first, each.second));
        return found;
    } else if (made && got != expected)
        found.emplace_back("the file is no HL7 message, and what came is one");
    else if (got != expected)
        found.emplace_back("the text is another one");
    return found;
}

} // namespace

std::vector<std::string> body_differences(const std::string& got, const std::string& expected,
                                          const not_compared& without) {
    auto found = all_of(got, expected, without);
    if (found.size() <= differences_told) return found;
    const auto more = found.size() - differences_told;
    found.resize(differences_told);
    found.push_back("and " + std::to_string(more) + " more differences");
    return found;
}

} // namespace vagus::peers
