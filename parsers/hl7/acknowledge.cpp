// Builds the answer to a message, or to bytes that are none.
#include "parsers/hl7/acknowledge.hpp"

#include "parsers/hl7/batch.hpp"
#include "parsers/hl7/builder.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/version_number.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace vagus::hl7 {

namespace {

constexpr std::string_view assumed_version =
    "2.5.1"; // MSH-12 is required, also in the answer to a sender that gives none
constexpr std::string_view assumed_processing = "P"; // likewise MSH-11

// HL7 table 0357.
std::string_view meaning(int error) {
    switch (error) {
    case 100: return "Segment sequence error";
    case 101: return "Required field missing";
    case 102: return "Data type error";
    case 103: return "Table value not found";
    case 200: return "Unsupported message type";
    case 201: return "Unsupported event code";
    case 202: return "Unsupported processing id";
    case 203: return "Unsupported version id";
    case 204: return "Unknown key identifier";
    case 205: return "Duplicate key identifier";
    case 206: return "Application record locked";
    default: return "Application internal error";
    }
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
        out_.segment(
            "MSA", {std::string{to_text(what_.code)}, std::string{in_.field("MSH", 10)}, out_.value(what_.diagnostic)});
        if (what_.code != ack_code::AA && what_.code != ack_code::CA) err(spoken);
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

    void err(const version_number& spoken) {
        std::vector<std::string> at;
        for (std::size_t i = 1; i <= parts(what_.location, '^') && !what_.location.empty(); ++i)
            at.push_back(out_.value(part(what_.location, '^', i)));
        const std::vector<std::string> code{std::to_string(what_.error == 0 ? 207 : what_.error),
                                            out_.value(meaning(what_.error)), "HL70357"};
        if (spoken >= version_number{2, 5, 0}) {
            out_.segment("ERR",
                         {"", out_.components(at), out_.components(code), "E", "", "", out_.value(what_.diagnostic)});
            return;
        }
        at.resize(3); // segment, sequence, field; the code is the fourth
        at.push_back(out_.subcomponents(code));
        out_.segment("ERR", {out_.components(at)});
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
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (bytes.starts_with(mark)) bytes.remove_prefix(mark.size());
    bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
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
