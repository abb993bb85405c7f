#include "engine/admin/selection.hpp"

#include "engine/admin/place.hpp"
#include "engine/store/state_names.hpp"

#include <boost/json/array.hpp>

#include <optional>
#include <utility>

namespace vagus::admin {
namespace {

namespace json = boost::json;
using store::message_state;
using store::name_kind;

// The first thing wrong with a request.
class reading {
  public:
    reading(const json::object& request, const store::store& names)
        : request_{request}
        , names_{names} {}

    void number(std::string_view key, name_kind kind, std::uint32_t& into) {
        const auto name = text_in(request_, key);
        if (name.empty()) return;
        into = names_.known_number(kind, name);
        if (into == 0) wrong("there never was an " + std::string{key} + " named '" + name + "'");
    }
    void place(std::string_view key, store::delivery_ref& into) {
        const auto text = text_in(request_, key);
        if (text.empty()) return;
        const auto read = parse_place(text);
        if (!read) return wrong("'" + text + "' is no place in the store");
        into = *read;
    }
    void state(std::optional<message_state>& into) {
        const auto word = text_in(request_, "state");
        if (word.empty()) return;
        std::string known;
        for (const auto& [name, value] : store::message_state_names) {
            if (value == message_state::fragment) continue; // no message by itself
            if (name == word) into = value;
            (known += known.empty() ? "" : ", ") += name;
        }
        if (!into) wrong("'" + word + "' is no state of a message: " + known);
    }
    template <class Query> void span(Query& into) {
        into.since = number_in(request_, "since_us", into.since);
        into.until = number_in(request_, "until_us", into.until);
        place("after", into.after);
        place("through", into.through);
    }
    template <class Read> result<Read, std::string> end(Read read) const {
        if (wrong_.empty()) return read;
        return fail(wrong_);
    }

  private:
    void wrong(std::string words) {
        if (wrong_.empty()) wrong_ = std::move(words);
    }
    const json::object& request_;
    const store::store& names_;
    std::string wrong_;
};

} // namespace

result<dead_selection, std::string> dead_selection_in(const json::object& request, const store::store& names) {
    dead_selection made;
    reading from{request, names};
    from.number("output", name_kind::output, made.query.name);
    from.number("route", name_kind::route, made.query.name);
    from.number("input", name_kind::input, made.query.input);
    from.span(made.query);
    made.cause = text_in(request, "cause");
    made.group = text_in(request, "group");
    return from.end(std::move(made));
}

result<store::message_query, std::string> messages_in(const json::object& request, const store::store& names) {
    store::message_query made;
    reading from{request, names};
    from.number("input", name_kind::input, made.input);
    from.state(made.state);
    from.span(made);
    made.type = text_in(request, "type");
    made.control = text_in(request, "control");
    return from.end(std::move(made));
}

std::string text_in(const json::object& request, std::string_view key) {
    const auto* found = request.if_contains(key);
    return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

std::vector<std::string> texts_in(const json::object& request, std::string_view key) {
    std::vector<std::string> texts;
    const auto* found = request.if_contains(key);
    if (found == nullptr || !found->is_array()) return texts;
    for (const auto& each : found->get_array())
        if (each.is_string()) texts.emplace_back(each.get_string());
    return texts;
}

bool flag_in(const json::object& request, std::string_view key) {
    const auto* found = request.if_contains(key);
    return found != nullptr && found->is_bool() && found->get_bool();
}

std::int64_t number_in(const json::object& request, std::string_view key, std::int64_t otherwise) {
    const auto* found = request.if_contains(key);
    return found != nullptr && found->is_int64() ? found->get_int64() : otherwise;
}

} // namespace vagus::admin
