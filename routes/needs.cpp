#include "routes/needs.hpp"

#include "routes/attributes.hpp"

#include <algorithm>

namespace vagus::routes {

const config::fields<need>& need_fields() {
    using no_answer = need::no_answer;
    using nothing_there = need::nothing_there;
    static const auto stated =
        config::fields<need>{"need", "What is asked of another system about the message, as it arrived."}
            .required("call", &need::call, as_written(config::name()), "The call, of those under `calls:`.")
            .optional("when", &need::when, as_written(config::condition()),
                      "Only of messages for which this holds; of others nothing is known.")
            .optional("on_error", &need::on_error,
                      config::choice<no_answer>(
                          {{"fail", no_answer::fail}, {"warn", no_answer::warn}, {"skip", no_answer::skip}}),
                      "Without an answer: the route fails; or it goes on as if nothing was there, with a warning or "
                      "without.")
            .optional("missing", &need::missing,
                      config::choice<nothing_there>({{"blank", nothing_there::blank}, {"fail", nothing_there::fail}}),
                      "Where the other system has nothing: values are empty, or the route fails.");
    return stated;
}

// As attributes are written: the name is the call's, the value the key, a byte that says what it is, and the text.
std::string encode(const std::vector<kept_answer>& all) {
    attributes out;
    for (const auto& each : all) {
        std::string value{each.key.begin(), each.key.end()};
        value.push_back(static_cast<char>(each.is.is));
        out.push_back({each.call, value + each.is.text});
    }
    return encode(out);
}

result<std::vector<kept_answer>, std::string> decode_answers(std::string_view text) {
    auto read = decode_attributes(text);
    if (!read) return fail(std::move(read.error()));
    std::vector<kept_answer> all;
    for (const auto& each : *read) {
        kept_answer made{each.name};
        if (each.value.size() <= made.key.size()) return fail(std::string{"what was kept of a call cannot be read"});
        std::copy_n(each.value.begin(), made.key.size(), made.key.begin());
        const auto is = static_cast<unsigned char>(each.value[made.key.size()]);
        if (is > static_cast<unsigned char>(answer::kind::failed))
            return fail(std::string{"what was kept of a call was written by a newer vagus"});
        made.is = {static_cast<answer::kind>(is), each.value.substr(made.key.size() + 1)};
        all.push_back(std::move(made));
    }
    return all;
}

const answer* kept_for(const question& what, const std::vector<kept_answer>& all) {
    const auto found = std::ranges::find_if(
        all, [&](const kept_answer& each) { return each.call == what.call && each.key == what.key; });
    return found == all.end() ? nullptr : &found->is;
}

answers from_kept(const std::vector<question>& all, std::string_view kept, std::string_view otherwise) {
    const auto read = decode_answers(kept);
    answers made;
    for (const auto& each : all) {
        const auto* found = read ? kept_for(each, *read) : nullptr;
        if (!each.wrong.empty())
            made.push_back({each.route, each.need, {answer::kind::unasked, each.wrong}});
        else if (found != nullptr)
            made.push_back({each.route, each.need, *found});
        else
            made.push_back(
                {each.route, each.need, {answer::kind::unasked, read ? std::string{otherwise} : read.error()}});
    }
    return made;
}

bool is_pointer(std::string_view text) {
    if (text.empty()) return true;
    if (text.front() != '/') return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1'))) return false;
    return true;
}

} // namespace vagus::routes
