#include "parsers/texts/messages_in.hpp"

#include "base/limits.hpp"
#include "parsers/hl7/batch.hpp"
#include "parsers/hl7/blanks.hpp"
#include "parsers/mllp/decoder.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <variant>

namespace vagus::texts {
namespace {

constexpr std::string_view line_ends = "\r\n";

bool blank(std::string_view text) {
    return hl7::without_lead(text).empty();
}

bool begins_with_any(std::string_view text, const auto& ids) {
    return std::ranges::any_of(ids, [&](std::string_view id) { return text.starts_with(id); });
}

bool is_batch_line(std::string_view line) {
    static constexpr std::array<std::string_view, 4> ids{"FHS", "BHS", "BTS", "FTS"};
    return begins_with_any(line, ids);
}

bool is_framed(std::string_view text) {
    static constexpr std::array<std::string_view, 3> headers{"MSH", "BHS", "FHS"};
    if (text.starts_with(mllp::start_block)) return true;
    for (auto at = text.find(mllp::start_block); at != std::string_view::npos;
         at = text.find(mllp::start_block, at + 1))
        if (begins_with_any(text.substr(at + 1), headers)) return true;
    return false;
}

// The first line with what may stand before it and the blanks behind it.
std::string_view first_line(std::string_view text) {
    const auto end = hl7::without_lead(text).find_first_of(line_ends);
    if (end == std::string_view::npos) return text;
    const auto begin = text.size() - hl7::without_lead(text).size();
    return text.substr(0, text.size() - hl7::without_blanks(text.substr(begin + end)).size());
}

// Cuts a text without framing into messages and what stands around them.
class cutting {
  public:
    explicit cutting(contents& into)
        : into_{into} {}

    void run(std::string_view text) {
        if (blank(text)) return between(text);
        for (std::string_view rest = text; !rest.empty();) {
            const auto line = first_line(rest);
            rest.remove_prefix(line.size());
            take(line);
        }
        end_message();
        if (hl7::is_batch(text) && !into_.wrong)
            if (auto read = hl7::read_batch(text); !read) into_.wrong = std::move(read.error());
    }

  private:
    void take(std::string_view line) {
        const auto text = hl7::without_lead(line);
        if (text.starts_with("MSH")) {
            end_message();
            inside_ = true;
            message_ = line;
        } else if (is_batch_line(text)) {
            end_message();
            between(line);
        } else if (!inside_) {
            between(line);
        } else if (text.starts_with('#')) {
            comments_ += line;
        } else {
            (message_ += std::exchange(comments_, {})) += line;
        }
    }

    void end_message() {
        if (inside_) into_.messages.push_back(std::exchange(message_, {})), into_.around.emplace_back();
        inside_ = false;
        between(std::exchange(comments_, {}));
    }

    void between(std::string_view text) { into_.around.back() += text; }

    contents& into_;
    bool inside_ = false;
    std::string message_;
    std::string comments_; // behind the message's last line, if no line of its own follows
};

void take_frame(std::string bytes, contents& into) {
    if (hl7::is_batch(bytes)) return cutting{into}.run(bytes);
    into.messages.push_back(std::move(bytes));
    into.around.emplace_back();
}

void read_frames(std::string_view text, contents& into) {
    mllp::decoder decoder{{.message = limits::message_bytes}};
    const auto fault = [&into](framing what) {
        if (into.frames == framing::whole) into.frames = what;
    };
    const auto outside = [&fault](std::string_view bytes) {
        if (!blank(bytes)) fault(framing::stray);
    };
    auto take = [&] {
        while (auto event = decoder.next()) {
            if (auto* frame = std::get_if<mllp::frame>(&*event)) take_frame(std::move(frame->bytes), into);
            if (auto* stray = std::get_if<mllp::stray>(&*event)) outside(stray->bytes);
            if (std::holds_alternative<mllp::too_long>(*event)) fault(framing::too_long);
        }
    };
    while (!text.empty()) {
        auto room = decoder.prepare(std::min(text.size(), 64 * limits::KiB));
        const std::size_t n = std::min(room.size(), text.size());
        std::copy_n(text.begin(), n, room.begin());
        decoder.commit(n);
        text.remove_prefix(n);
        take();
    }
    const bool unfinished = decoder.inside_frame();
    std::string rest = decoder.take_rest();
    if (!unfinished) return outside(rest);
    // What there is of the last message; one that lacks but the CR behind its FS is whole.
    if (!rest.ends_with(mllp::end_block)) fault(framing::cut_off);
    rest.erase(0, rest.starts_with(mllp::start_block) ? 1 : 0);
    while (rest.ends_with(mllp::end_block)) rest.pop_back();
    take_frame(std::move(rest), into);
}

} // namespace

contents messages_in(std::string_view text) {
    contents found{{}, {""}, {}, {}};
    if (is_framed(text)) {
        read_frames(text, found);
        return found;
    }
    cutting{found}.run(text);
    if (found.messages.empty() && !blank(text)) return {{std::string{text}}, {"", ""}, std::move(found.wrong), {}};
    return found;
}

std::string with_carriage_returns(std::string_view message) {
    std::string out;
    out.reserve(message.size() + 1);
    message = hl7::without_lead(message);
    while (!message.empty()) {
        const std::string_view line = first_line(message);
        message.remove_prefix(line.size());
        const std::string_view text = line.substr(0, line.find_first_of(line_ends));
        if (!text.empty()) out.append(text) += mllp::carriage_return;
    }
    return out;
}

} // namespace vagus::texts
