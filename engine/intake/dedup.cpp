#include "engine/intake/dedup.hpp"

#include "config/schema.hpp"
#include "engine/intake/digest.hpp"
#include "parsers/path/read.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace vagus::intake {
namespace {

using namespace std::chrono_literals;
using store::repeat;

// Segments and repetitions that reading a key may look at: a message in which it costs more is remembered by no key.
constexpr std::uint64_t elements_per_key = 1'000'000;
constexpr std::int64_t most_keys = 1'000'000; // of an input: about 160 bytes of memory each

config::type<repeat> what_is_done() {
    return config::choice<repeat>({{"answer_again", repeat::answer_again},
                                   {"process_and_warn", repeat::process_and_warn},
                                   {"process", repeat::process},
                                   {"refuse", repeat::refuse}});
}

bool read(const config::node& written, config::reading& context, dedup& into) {
    if (written.kind == config::node::shape::map) return dedup_fields().read(written, context, into);
    if (written.kind == config::node::shape::scalar && written.text == "none") {
        into = {};
        into.off = true;
        return true;
    }
    const auto width = static_cast<std::uint32_t>(std::max<std::size_t>(written.text.size(), 1));
    context.found.add({written.at, width, config::level::error, "VG1210",
                       "dedup is `none` or `{ key: [PATH, ...], window: TIME, ... }`",
                       "try: dedup: { key: [MSH-3, MSH-4, MSH-10], window: 24h }"});
    return false;
}

boost::json::value schema(config::definitions& defs) {
    boost::json::array forms;
    forms.push_back(boost::json::object{{"const", "none"}});
    forms.push_back(config::object(dedup_fields).schema(defs));
    return boost::json::object{{"anyOf", std::move(forms)}};
}

} // namespace

config::type<dedup> dedup_type() {
    return {.read = read,
            .show = [](const dedup& what) { return std::string{what.off ? "none" : ""}; },
            .schema = schema,
            .words = "`none`, or a map (see dedup)"};
}

const config::fields<dedup>& dedup_fields() {
    static const auto stated =
        config::fields<dedup>{"dedup", "Repeats: messages whose bytes, or whose key, this input has seen before. Only "
                                       "messages with a positive answer are remembered."}
            .optional("key", &dedup::key, config::list_or_one(config::with_place(config::hl7_path())),
                      "Paths whose values make the key; without it MSH-3, MSH-4 and MSH-10.")
            .optional("window", &dedup::window, config::time_span(1s, 90 * 24h),
                      "How long a message is remembered, in steady time.")
            .optional("max_keys", &dedup::max_keys, config::integer(1, most_keys),
                      "How many are remembered; the oldest are forgotten first.")
            .optional(
                "same_bytes", &dedup::same_bytes, what_is_done(),
                "What comes byte for byte again: `answer_again` stores nothing and repeats the first answer, "
                "`process_and_warn` and `process` take it as a new message, `refuse` answers AR (CR) and keeps it "
                "as refused.")
            .optional("other_bytes", &dedup::other_bytes, what_is_done(),
                      "A key that comes again with other bytes, likewise. `answer_again` is for senders that stamp a "
                      "resend anew; a correction under an old MSH-10 is then lost.");
    return stated;
}

std::optional<std::uint64_t> key_of(const hl7::document& message, const std::vector<path::path>& key) {
    const auto control = message.field("MSH", 10);
    if (control.empty()) return std::nullopt;
    if (key.empty()) return hash_of({message.field("MSH", 3), message.field("MSH", 4), control});
    path::budget cost{elements_per_key};
    const path::scope at{message, cost};
    std::vector<std::string> parts;
    bool any = false;
    for (const auto& each : key) {
        auto values = path::read_all(each, at, path::reach::every_match);
        parts.push_back(std::to_string(values.size())); // two paths with one value, or one with two
        for (auto& value : values) {
            any = any || !value.empty();
            parts.push_back(std::move(value));
        }
    }
    if (!any || cost.spent()) return std::nullopt;
    return hash_of(std::vector<std::string_view>(parts.begin(), parts.end()));
}

} // namespace vagus::intake
