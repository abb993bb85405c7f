#include "parsers/hl7/builder.hpp"

#include "parsers/hl7/element.hpp"

namespace vagus::hl7 {
namespace {

std::string encoding_characters(const delimiters& marks) {
    std::string text;
    for (char c : {marks.component, marks.repetition, marks.escape, marks.subcomponent, marks.truncation})
        if (c != '\0') text += c;
    return text;
}

std::string joined(const std::vector<std::string>& texts, char separator) {
    if (separator == '\0') return texts.empty() ? std::string{} : texts.front();
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0) all += separator;
        all += texts[i];
    }
    return all;
}

} // namespace

builder& builder::segment(std::string_view id, std::vector<std::string> fields) {
    if (id == "MSH" || id == "BHS" || id == "FHS") fields.insert(fields.begin(), encoding_characters(marks_));
    while (!fields.empty() && fields.back().empty()) fields.pop_back();
    bytes_ += id;
    for (const auto& field : fields) (bytes_ += marks_.field) += field;
    bytes_ += '\r';
    return *this;
}

std::string builder::value(std::string_view text) const {
    return escape(text, marks_);
}

std::string builder::components(const std::vector<std::string>& raw) const {
    return joined(raw, marks_.component);
}

std::string builder::subcomponents(const std::vector<std::string>& raw) const {
    return joined(raw, marks_.subcomponent);
}

std::string builder::repetitions(const std::vector<std::string>& raw) const {
    return joined(raw, marks_.repetition);
}

} // namespace vagus::hl7
