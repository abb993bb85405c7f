#include "parsers/hl7/batch.hpp"

#include "parsers/hl7/blanks.hpp"
#include "parsers/hl7/element.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace vagus::hl7 {
namespace {

constexpr std::string_view line_ends = "\r\n";

// Field n of a header or trailer line, as the standard counts: field 1 of a header is its separator.
std::string_view field(std::string_view line, char separator, std::size_t n) {
    return part(line, separator, line.starts_with("BTS") || line.starts_with("FTS") ? n + 1 : n);
}

class splitting {
  public:
    explicit splitting(std::string_view whole)
        : whole_{whole} {}

    result<batch, parse_error> run() {
        auto rest = without_lead(whole_);
        found_.header = rest.substr(0, rest.find_first_of(line_ends));
        while (!rest.empty() && !wrong_) { // a line a turn
            const auto line = rest.substr(0, rest.find_first_of(line_ends));
            const auto next = without_blanks(rest.substr(line.size()));
            take(line, rest.substr(0, rest.size() - next.size()));
            rest = next;
        }
        if (wrong_) return fail(std::move(*wrong_));
        return std::move(found_);
    }

  private:
    void take(std::string_view line, std::string_view with_end) {
        const auto id = line.substr(0, 3);
        if (id == "FHS") return file_begins(line);
        if (id == "BHS") return batch_begins(line);
        if (id == "BTS") return batch_ends(line);
        if (id == "FTS") return file_ends(line);
        if (id == "MSH") return message_begins(line, with_end);
        if (!in_message_) return refuse(line, "FHS, BHS, MSH, BTS or FTS");
        auto& last = found_.messages.back();
        last = {last.data(), last.size() + with_end.size()};
    }

    void file_begins(std::string_view line) {
        if (line.data() != found_.header.data()) return refuse(line, "one file only: a second FHS begins here");
        in_file_ = true;
    }
    void batch_begins(std::string_view line) {
        if (in_batch_) return refuse(line, "the BTS of the batch before: a BHS begins inside it");
        in_batch_ = true;
        in_message_ = false;
        ++batches_;
        first_ = found_.messages.size();
    }
    void batch_ends(std::string_view line) {
        if (!in_batch_) return refuse(line, "a BHS before this BTS");
        in_batch_ = in_message_ = false;
        check(line, found_.messages.size() - first_, "BTS-1 to be the number of messages in the batch");
    }
    void file_ends(std::string_view line) {
        if (!in_file_) return refuse(line, "an FHS before this FTS");
        in_file_ = in_batch_ = in_message_ = false;
        check(line, batches_, "FTS-1 to be the number of batches in the file");
    }
    void message_begins(std::string_view line, std::string_view with_end) {
        if (!in_batch_ && !in_file_) return refuse(line, "nothing behind the last trailer");
        if (found_.messages.size() == batch_messages)
            return refuse(line, "fewer messages: this is the most a batch may have");
        in_message_ = true;
        found_.messages.push_back(with_end);
    }

    // An empty count says nothing.
    void check(std::string_view trailer, std::size_t counted, const char* expected) {
        const auto said = field(trailer, found_.header.size() > 3 ? found_.header[3] : '|', 1);
        if (said.empty()) return;
        std::size_t number = 0;
        const auto [end, failed] = std::from_chars(said.data(), said.data() + said.size(), number);
        if (failed != std::errc{} || end != said.data() + said.size() || number != counted)
            refuse(trailer, std::string{expected} + ", which is " + std::to_string(counted));
    }
    void refuse(std::string_view line, std::string expected) {
        wrong_ = parse_error{static_cast<std::size_t>(line.data() - whole_.data()), "the batch", std::move(expected)};
    }

    std::string_view whole_;
    batch found_;
    std::optional<parse_error> wrong_;
    std::size_t batches_ = 0;
    std::size_t first_ = 0; // message of this batch
    bool in_file_ = false;
    bool in_batch_ = false;
    bool in_message_ = false;
};

} // namespace

bool is_batch(std::string_view bytes) {
    const auto text = without_lead(bytes);
    return text.starts_with("FHS") || text.starts_with("BHS");
}

result<batch, parse_error> read_batch(std::string_view bytes) {
    return splitting{bytes}.run();
}

std::string header_as_msh(std::string_view header) {
    if (header.size() < 5) return {};
    const char separator = header[3];
    const auto of = [&](std::size_t n) { return field(header, separator, n); };
    std::string msh{"MSH"};
    // Up to the date the fields are the same; then security, MSH-9, the control id, the processing id.
    for (std::size_t n = 2; n <= 7; ++n) (msh += separator) += of(n);
    ((((msh += separator) += separator) += separator) += of(11)) += separator;
    return msh;
}

std::string batch_of(const std::vector<std::string_view>& messages, const batch_header& header) {
    const auto begin = [&](std::string_view id) {
        std::string line{id};
        line.append(R"(|^~\&|||||)").append(header.created); // 3 to 6, the parties, are those of the messages
        return line.append("||").append(header.name).append("||").append(header.control) + '\r';
    };
    std::size_t size = 1024;
    for (const auto& each : messages) size += each.size() + 1;
    std::string all;
    all.reserve(size);
    if (header.in_file) all += begin("FHS");
    all += begin("BHS");
    for (const auto& each : messages) {
        all += each;
        if (!each.ends_with('\r') && !each.ends_with('\n')) all += '\r';
    }
    all += "BTS|" + std::to_string(messages.size()) + '\r';
    return header.in_file ? all + "FTS|1\r" : all;
}

std::string batch_of_answers(std::string_view header, const std::vector<std::string>& answers, std::string_view time) {
    const char separator = header.size() > 3 ? header[3] : '|';
    const auto of = [&](std::size_t n) { return field(header, separator, n); };
    std::string all{"BHS"};
    for (std::size_t n : {2U, 5U, 6U, 3U, 4U}) (all += separator) += of(n);
    (all += separator) += time;
    all.append(5, separator); // 8 to 11: security, name, comment, a control id that nobody asks for
    all += of(11);            // 12: the batch that is answered
    all += '\r';
    for (const auto& one : answers) all += one;
    return all + "BTS" + separator + std::to_string(answers.size()) + '\r';
}

} // namespace vagus::hl7
