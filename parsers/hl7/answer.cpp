// Reads a receiver's answer.
#include "parsers/hl7/acknowledge.hpp"

#include "parsers/hl7/element.hpp"

#include <algorithm>

namespace vagus::hl7 {

namespace {

// ERR-3 since 2.5; before, the fourth component of ERR-1.
std::string_view error_code(const segment& err, const delimiters& marks) {
    const auto now = part(part(err.field(3), marks.repetition, 1), marks.component, 1);
    if (!now.empty()) return now;
    const auto before = part(part(err.field(1), marks.repetition, 1), marks.component, 4);
    return part(before, marks.subcomponent, 1);
}

} // namespace

result<received_answer, parse_error> read_answer(std::string_view bytes) {
    const auto parsed = message::parse(std::string{bytes});
    if (!parsed) return fail(parsed.error());
    const auto segments = parsed->segments();
    const auto msa = std::ranges::find(segments, "MSA", &segment::id);
    if (msa == segments.end()) return fail(parse_error{bytes.size(), "the end", "an MSA segment"});
    const auto code = read_code(msa->field(1));
    if (!code) {
        const auto offset = static_cast<std::size_t>(msa->text.data() - parsed->bytes().data()) + 3;
        return fail(parse_error{offset, "MSA-1", "AA, AE, AR, CA, CE or CR"});
    }
    received_answer found{*code, std::string{msa->field(2)}, std::string{msa->field(3)}, {}};
    for (const auto& one : segments) {
        if (one.id() != "ERR") continue;
        if (!found.text.empty()) found.text += '\n';
        found.text += one.text;
        if (found.error.empty()) found.error = error_code(one, parsed->marks());
    }
    return found;
}

std::optional<std::string> answer_to(std::string_view bytes, std::string_view control_id,
                                     std::optional<std::string_view> own_id) {
    const auto read = message::parse(std::string{bytes});
    if (!read) return std::nullopt;
    const auto msa = std::ranges::find(read->segments(), "MSA", &segment::id);
    if (msa == read->segments().end() || msa->fields() < 2) return std::nullopt;
    std::string made{read->bytes()};
    const auto put = [&](std::string_view was, std::string_view now) {
        made.replace(static_cast<std::size_t>(was.data() - read->bytes().data()), was.size(), now);
    };
    put(msa->field(2), control_id); // the MSA is behind the MSH: what is put first moves nothing
    if (!own_id) return made;
    const auto& msh = read->segments().front();
    if (msh.fields() < 10) return std::nullopt;
    put(msh.field(10), *own_id);
    return made;
}

} // namespace vagus::hl7
