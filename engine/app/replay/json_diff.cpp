#include "engine/app/replay/json_diff.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace vagus::app {
namespace {

namespace json = boost::json;

constexpr std::size_t deepest = 200; // as deep as bodies are made

std::string escaped(std::string_view key) {
    std::string out;
    for (const char c : key) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

class comparison {
  public:
    std::vector<json_difference> run(const json::value& first, const json::value& second) && {
        values(&first, &second, "");
        return std::move(found_);
    }

  private:
    // Null: nothing stands there.
    void values(const json::value* first, const json::value* second, const std::string& at) {
        if (first != nullptr && second != nullptr && *first == *second) return;
        if (is_object(first, second)) return objects(first, second, at);
        if (is_array(first, second)) return arrays(first, second, at);
        found_.push_back({at, written(first), written(second)});
    }
    static bool is_object(const json::value* first, const json::value* second) {
        return (first == nullptr || first->is_object()) && (second == nullptr || second->is_object());
    }
    static bool is_array(const json::value* first, const json::value* second) {
        return (first == nullptr || first->is_array()) && (second == nullptr || second->is_array());
    }
    static std::optional<std::string> written(const json::value* of) {
        if (of == nullptr) return std::nullopt;
        return of->is_string() ? std::string{of->get_string()} : json::serialize(*of);
    }

    void objects(const json::value* first, const json::value* second, const std::string& at) {
        const auto member = [](const json::value* of, std::string_view key) {
            return of == nullptr ? nullptr : of->get_object().if_contains(key);
        };
        if (first != nullptr)
            for (const auto& each : first->get_object())
                values(&each.value(), member(second, each.key()), at + "/" + escaped(each.key()));
        if (second == nullptr) return;
        for (const auto& each : second->get_object())
            if (member(first, each.key()) == nullptr) values(nullptr, &each.value(), at + "/" + escaped(each.key()));
    }

    void arrays(const json::value* first, const json::value* second, const std::string& at) {
        const auto size = [](const json::value* of) { return of == nullptr ? 0 : of->get_array().size(); };
        const auto element = [&](const json::value* of, std::size_t i) {
            return i < size(of) ? &of->get_array()[i] : nullptr;
        };
        for (std::size_t i = 0; i < std::max(size(first), size(second)); ++i)
            values(element(first, i), element(second, i), at + "/*");
    }

    std::vector<json_difference> found_;
};

} // namespace

std::vector<json_difference> json_differences(std::string_view first, std::string_view second) {
    json::parse_options how;
    how.max_depth = deepest;
    boost::system::error_code wrong;
    const auto a = json::parse(first, wrong, {}, how);
    if (wrong) return {};
    const auto b = json::parse(second, wrong, {}, how);
    if (wrong) return {};
    return comparison{}.run(a, b);
}

} // namespace vagus::app
