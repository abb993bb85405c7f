// Builds the answer to a message, or to bytes that are none.
#include "parsers/hl7/acknowledge.hpp"

#include "parsers/hl7/batch.hpp"
#include "parsers/hl7/blanks.hpp"
#include "parsers/hl7/builder.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/version_number.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace vagus::hl7 {

namespace {

constexpr std::string_view assumed_version =
    "2.5.1"; // MSH-12 is required, also in the answer to a sender that gives none
constexpr std::string_view assumed_processing = "P"; // likewise MSH-11

// Codes that came later, in the words of before.
condition known_in(const version_number& spoken, condition code) {
    if (code == condition::too_long && spoken < version_number{2, 7, 0}) return condition::data_type;
    if (code == condition::cardinality && spoken < version_number{2, 9, 0}) return condition::data_type;
    return code;
}

// One answer in the making, in the sender's delimiters.
class writer {
  public:
    writer(const document& received, const answer& what)
        : in_{received}
        , what_{what}
        , marks_{received.marks}
        , out_{marks_} {}

    std::string write() {
        const auto written = in_.field("MSH", 12);
        const auto version_id = written.empty() ? assumed_version : written;
        const auto spoken = read_version_number(part(version_id, marks_.component, 1));
        msh(version_id, spoken);
        out_.segment("MSA", {std::string{to_text(what_.code)}, std::string{in_.field("MSH", 10)},
                             out_.value(what_.text), what_.expected ? std::to_string(*what_.expected) : ""});
        if (what_.code != ack_code::AA && what_.code != ack_code::CA) errors(spoken);
        return std::move(out_).bytes();
    }

  private:
    void msh(std::string_view version_id, const version_number& spoken) {
        const auto processing = in_.field("MSH", 11);
        std::vector<std::string> fields;
        for (std::size_t from : {5U, 6U, 3U, 4U}) fields.emplace_back(in_.field("MSH", from)); // who received sends
        fields.push_back(out_.value(what_.time));
        fields.emplace_back();
        fields.push_back(type(spoken));
        fields.push_back(out_.value(what_.control_id));
        fields.emplace_back(processing.empty() ? assumed_processing : processing);
        fields.emplace_back(version_id);
        fields.resize(what_.enhanced ? 12 : 15);
        if (what_.enhanced) fields.insert(fields.end(), {what_.wants_accept ? "AL" : "NE", "NE", ""});
        fields.emplace_back(in_.field("MSH", 18)); // the sender's own bytes stand in this answer, in its character set
        out_.segment("MSH", std::move(fields));
    }

    // ACK^A01^ACK; the structure is there since 2.3.1, the event since 2.1.
    [[nodiscard]] std::string type(const version_number& spoken) const {
        const auto event = part(part(in_.field("MSH", 9), marks_.repetition, 1), marks_.component, 2);
        if (event.empty()) return "ACK";
        std::vector<std::string> names{"ACK", std::string{event}};
        if (spoken >= version_number{2, 3, 1}) names.emplace_back("ACK");
        return out_.components(names);
    }

    void errors(const version_number& spoken) {
        static const fault unsaid{};
        auto faults = std::span{what_.faults}.first(std::min(what_.faults.size(), faults_told));
        if (faults.empty()) faults = {&unsaid, 1};
        if (spoken >= version_number{2, 5, 0}) {
            for (const auto& one : faults)
                out_.segment("ERR", {"", out_.components(place(one.at, 6)), out_.components(code(one, spoken)), "E", "",
                                     "", out_.value(one.diagnostic), out_.value(one.words)});
            return;
        }
        std::vector<std::string> all;
        for (const auto& one : faults) {
            auto parts = place(one.at, 3);
            parts.resize(3); // the code is the fourth
            parts.push_back(out_.subcomponents(code(one, spoken)));
            all.push_back(out_.components(parts));
        }
        out_.segment("ERR", {out_.repetitions(all)});
    }

    [[nodiscard]] std::vector<std::string> code(const fault& what, const version_number& spoken) const {
        const auto known = known_in(spoken, what.code);
        return {std::to_string(static_cast<int>(known)), out_.value(to_text(known)), "HL70357"};
    }

    // The components of a location up to the last that is said.
    [[nodiscard]] std::vector<std::string> place(const location& at, std::size_t most) const {
        if (at.segment.empty()) return {};
        std::vector<std::string> parts{out_.value(at.segment)};
        for (const auto n : {at.sequence, at.field, at.repetition, at.component, at.subcomponent}) {
            if (n == 0 || parts.size() == most) break;
            parts.push_back(std::to_string(n));
        }
        return parts;
    }

    const document& in_;
    const answer& what_;
    delimiters marks_;
    builder out_;
};

// Enough for any MSH; what stands behind it is not searched. The decoder keeps as much of a frame that is too long.
constexpr std::size_t header_bound = 1024;

// The MSH of bytes that may hold one, without its end; empty when they do not begin with one.
std::string_view header_of(std::string_view bytes) {
    bytes = without_lead(bytes);
    const auto line = bytes.substr(0, std::min(bytes.find_first_of("\r\n"), header_bound));
    if ((!line.starts_with("MSH") && !is_batch(line)) || line.size() < 5) return {};
    // Without its end, the last field may be a part of one: better no MSH-10 than a wrong one.
    return line.size() < header_bound ? line : line.substr(0, line.rfind(line[3]));
}

} // namespace

std::string_view to_text(ack_code code) {
    switch (code) {
    case ack_code::AA: return "AA";
    case ack_code::AE: return "AE";
    case ack_code::AR: return "AR";
    case ack_code::CA: return "CA";
    case ack_code::CE: return "CE";
    case ack_code::CR: return "CR";
    }
    std::unreachable();
}

std::string acknowledge(const document& received, const answer& what) {
    return writer{received, what}.write();
}

std::optional<ack_code> read_code(std::string_view text) {
    using enum ack_code;
    for (const auto code : {AA, AE, AR, CA, CE, CR})
        if (to_text(code) == text) return code;
    return std::nullopt;
}

bool is_accept(ack_code code) {
    return code == ack_code::CA || code == ack_code::CE || code == ack_code::CR;
}

std::optional<message> header_in(std::string_view unreadable) {
    std::string header{header_of(unreadable)};
    if (is_batch(header)) header = header_as_msh(header);
    if (header.empty()) return std::nullopt;
    auto seen = message::parse(header);
    if (!seen) {
        // Its MSH-2 is of no use. The fields may be, and the sender looks for its MSH-10.
        auto mended = header.substr(0, 4);
        const auto rest = std::min(header.find(header[3], 4), header.size());
        mended.append(R"(^~\&)").append(header.substr(rest));
        seen = message::parse(std::move(mended));
    }
    if (!seen) return std::nullopt;
    return std::move(*seen);
}

std::string acknowledge_unreadable(std::string_view received, const answer& what) {
    const auto header = header_in(received);
    return acknowledge(header ? header->read() : document{}, what);
}

bool is_acknowledgement(const document& received) {
    return std::ranges::any_of(received.segments, [](const segment& one) { return one.id() == "MSA"; });
}

bool is_acknowledgement(std::string_view unreadable) {
    for (auto at = unreadable.find("MSA"); at != std::string_view::npos; at = unreadable.find("MSA", at + 1))
        if (at > 0 && (unreadable[at - 1] == '\r' || unreadable[at - 1] == '\n')) return true;
    return false;
}

} // namespace vagus::hl7
