#include "routes/bodies/hl7_json.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/path/read.hpp"
#include "routes/bodies/json.hpp"
#include "routes/bodies/limits.hpp"

#include <utility>

namespace vagus::routes::bodies {
namespace {

class dump {
  public:
    explicit dump(const hl7::document& of)
        : of_{of} {}

    json::value segment(const hl7::segment& from) {
        std::vector<json::member> fields;
        for (std::size_t n = 1; n <= from.fields(); ++n) {
            const auto raw = from.field(n);
            if (raw.empty()) continue;
            const bool marks = path::holds_delimiters(from.id(), n);
            fields.push_back({std::to_string(n), marks ? literally(raw) : repetitions(raw)});
        }
        std::vector<json::member> members{{"id", json::text(std::string{from.id()})}};
        members.push_back({"fields", {json::value::kind::object, {}, {}, std::move(fields)}});
        return json::object(std::move(members));
    }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

  private:
    json::value literally(std::string_view raw) { return json::array({json::object({{"1", text(std::string{raw})}})}); }

    json::value repetitions(std::string_view field) {
        std::vector<json::value> all;
        each(field, of_.marks.repetition, [&](std::size_t, std::string_view one) {
            std::vector<json::member> leaves;
            each(one, of_.marks.component, [&](std::size_t component, std::string_view inner) {
                each(inner, of_.marks.subcomponent, [&](std::size_t sub, std::string_view leaf) {
                    if (leaf.empty()) return;
                    auto name = std::to_string(component);
                    if (sub > 1) name += "." + std::to_string(sub);
                    leaves.push_back({std::move(name), value_of(leaf)});
                });
            });
            // An empty one keeps its place among the others.
            all.push_back({json::value::kind::object, {}, {}, std::move(leaves)});
        });
        return {json::value::kind::array, {}, std::move(all), {}};
    }

    // Calls visit(number, part), counting from 1.
    template <class Visit> static void each(std::string_view text, char separator, Visit visit) {
        for (std::size_t n = 1;; ++n) {
            const auto end = separator == '\0' ? std::string_view::npos : text.find(separator);
            visit(n, text.substr(0, end));
            if (end == std::string_view::npos) return;
            text.remove_prefix(end + 1);
        }
    }

    json::value value_of(std::string_view leaf) {
        if (leaf == R"("")") return {json::value::kind::null, {}, {}, {}};
        return text(hl7::unescape(leaf, of_.marks));
    }
    json::value text(std::string of) {
        bytes_ += of.size();
        return {json::value::kind::text, json::as_utf8(std::move(of)), {}, {}};
    }

    const hl7::document& of_;
    std::size_t bytes_ = 0;
};

} // namespace

result<std::string, std::string> hl7_json::make(const path::scope& from) const {
    dump of{from.document};
    std::vector<json::value> segments;
    for (const auto& each : from.document.segments) {
        segments.push_back(of.segment(each));
        if (of.bytes() > limits::output_bytes)
            return fail("body hl7_json: it would be longer than " + std::to_string(limits::output_bytes >> 20U) +
                        " MiB");
    }
    return json::write(json::object({{"hl7_json", json::number("1")}, {"segments", json::array(std::move(segments))}}));
}

} // namespace vagus::routes::bodies
