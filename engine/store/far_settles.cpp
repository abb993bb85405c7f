#include "engine/store/far_settles.hpp"

#include "engine/store/segment.hpp"

#include <charconv>
#include <utility>

namespace vagus::store {
namespace {

template <class Number> bool take_number(std::string_view& text, Number& into) {
    const auto* end = text.data() + text.size();
    const auto [stopped, failed] = std::from_chars(text.data(), end, into);
    if (failed != std::errc{} || stopped == end || *stopped != ' ') return false;
    text.remove_prefix(static_cast<std::size_t>(stopped - text.data()) + 1);
    return true;
}

} // namespace

std::string settled_word(delivery_ref at) {
    return std::string{settled_source} + to_text(at);
}

std::string to_text(const attempt& how) {
    return std::to_string(std::to_underlying(how.state)) + ' ' + std::to_string(how.tries) + ' ' +
           std::to_string(how.when) + ' ' + std::to_string(how.took_us) + ' ' +
           std::to_string(std::to_underlying(how.result)) + ' ' + how.answer;
}

std::optional<attempt> read_settled(std::string_view source, std::string_view value) {
    if (!source.starts_with(settled_source)) return std::nullopt;
    const auto at = read_delivery_ref(source.substr(settled_source.size()));
    attempt how;
    unsigned state = 0;
    unsigned result = 0;
    if (!at || !take_number(value, state) || !take_number(value, how.tries) || !take_number(value, how.when) ||
        !take_number(value, how.took_us) || !take_number(value, result))
        return std::nullopt;
    how.at = *at;
    how.state = static_cast<delivery_state>(state);
    how.result = static_cast<outcome>(result);
    how.answer = value;
    return how;
}

std::vector<far_settles::word> far_settles::take_back() {
    taken_.insert(taken_.end(), old_.begin(), old_.end());
    return std::exchange(old_, {});
}

void far_settles::committed() {
    taken_.clear();
    old_.insert(old_.end(), said_.begin(), said_.end());
    said_.clear();
}

void far_settles::roll_back(bool live) {
    old_.insert(old_.end(), taken_.begin(), taken_.end()); // taking one back twice does no harm
    taken_.clear();
    if (live) said_.clear();
}

} // namespace vagus::store
