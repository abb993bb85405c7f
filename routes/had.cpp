#include "routes/had.hpp"

#include <algorithm>
#include <utility>

namespace vagus::routes {
namespace {

using kind = bodies::json::value::kind;

had::outcome without(const bound_need& what, const std::string& why) {
    const auto text = "need '" + what.name + "': " + why;
    switch (what.on_error) {
    case need::no_answer::fail: return {"failed: " + why, text, {}};
    case need::no_answer::warn: return {"no answer, goes on: " + why, {}, text};
    case need::no_answer::skip: break;
    }
    return {"no answer, goes on: " + why, {}, {}};
}

} // namespace

had::outcome had::take(std::size_t number, std::uint16_t route, const answers* all) {
    const auto& what = route_.needs[number];
    const auto must_fail = [&](const std::string& why) {
        return outcome{"failed: " + why, "need '" + what.name + "': " + why, {}};
    };
    if (all == nullptr) return must_fail("nobody asks other systems here");
    const auto given =
        std::ranges::find_if(*all, [&](const answered& each) { return each.route == route && each.need == number; });
    if (given == all->end()) return {"not asked: " + what.when.source, {}, {}};
    switch (given->is.is) {
    case answer::kind::unasked: return must_fail(given->is.text);
    case answer::kind::failed: return without(what, given->is.text);
    case answer::kind::nothing:
        if (what.missing == need::nothing_there::fail) return must_fail("'" + what.call + "' has nothing of it");
        return {"nothing there", {}, {}};
    case answer::kind::found: break;
    }
    auto read = bodies::json::read(given->is.text);
    if (!read) return must_fail("what '" + what.call + "' answered is " + read.error());
    came_[number] = std::move(*read);
    return {"answered", {}, {}};
}

result<std::string, std::string_view> had::value(std::string_view name, std::string_view pointer) const {
    const auto known = std::ranges::find(route_.needs, name, &bound_need::name);
    if (known == route_.needs.end())
        return fail(std::string_view{"the route that the message came in by has no such need"});
    const auto& whole = came_[static_cast<std::size_t>(known - route_.needs.begin())];
    if (whole.empty()) return std::string{};
    const auto* at = bodies::json::at_pointer(whole, pointer);
    if (at == nullptr || at->is == kind::null || at->is == kind::nothing) return std::string{};
    if (at->is == kind::object || at->is == kind::array)
        return fail(std::string_view{"a whole object or array stands there: name a value in it"});
    return at->text;
}

} // namespace vagus::routes
