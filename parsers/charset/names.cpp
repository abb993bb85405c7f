#include "parsers/charset/names.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace vagus::charset {
namespace {

struct entry {
    charset what;
    std::string_view names; // letters and digits of each, in capitals, between blanks
};

// HL7 v2.9 chapter 2C, table 0211. Shift_JIS, windows-1252 and the parts of 8859 that the table lacks are what senders
// use beside it. ICU's windows-949 and windows-950 hold KS X 1001 and Big5 whole, and what senders add to them.
constexpr std::array entries{
    entry{{"UTF-8", "UNICODE UTF-8", "UTF-8"}, " UTF8 UNICODEUTF8 "},
    entry{{"windows-1252", "", "windows-1252"}, " WINDOWS1252 CP1252 "},
    entry{{"ISO-8859-1", "8859/1", "ISO-8859-1"}, " 88591 ISO88591 LATIN1 "},
    entry{{"ISO-8859-2", "8859/2", "ISO-8859-2"}, " 88592 ISO88592 LATIN2 "},
    entry{{"ISO-8859-3", "8859/3", "ISO-8859-3"}, " 88593 ISO88593 "},
    entry{{"ISO-8859-4", "8859/4", "ISO-8859-4"}, " 88594 ISO88594 "},
    entry{{"ISO-8859-5", "8859/5", "ISO-8859-5"}, " 88595 ISO88595 "},
    entry{{"ISO-8859-6", "8859/6", "ISO-8859-6"}, " 88596 ISO88596 "},
    entry{{"ISO-8859-7", "8859/7", "ISO-8859-7"}, " 88597 ISO88597 "},
    entry{{"ISO-8859-8", "8859/8", "ISO-8859-8"}, " 88598 ISO88598 "},
    entry{{"ISO-8859-9", "8859/9", "ISO-8859-9"}, " 88599 ISO88599 "},
    entry{{"ISO-8859-10", "", "ISO-8859-10"}, " 885910 ISO885910 "},
    entry{{"ISO-8859-11", "", "ISO-8859-11"}, " 885911 ISO885911 "},
    entry{{"ISO-8859-13", "", "ISO-8859-13"}, " 885913 ISO885913 "},
    entry{{"ISO-8859-14", "", "ISO-8859-14"}, " 885914 ISO885914 "},
    entry{{"ISO-8859-15", "8859/15", "ISO-8859-15"}, " 885915 ISO885915 LATIN9 "},
    entry{{"Shift_JIS", "ISO IR14", "Shift_JIS"}, " SHIFTJIS SJIS MSKANJI WINDOWS31J CP932 ISOIR14 "},
    entry{{"ISO-2022-JP", "ISO IR87", "ISO-2022-JP-1"}, " ISO2022JP ISOIR87 ISOIR159 JISX0202 "},
    entry{{"GB18030", "GB 18030-2000", "GB18030"}, " GB18030 GB180302000 "},
    entry{{"Big5", "BIG-5", "Big5"}, " BIG5 "},
    entry{{"KS X 1001", "KS X 1001", "windows-949"}, " KSX1001 EUCKR WINDOWS949 CP949 "},
    entry{{"EUC-TW", "CNS 11643-1992", "EUC-TW"}, " EUCTW CNS116431992 "},
    entry{{"UTF-16", "UNICODE UTF-16", "UTF-16"}, " UTF16 UNICODEUTF16 "},
    entry{{"UTF-32", "UNICODE UTF-32", "UTF-32"}, " UTF32 UNICODEUTF32 "},
};

constexpr std::size_t longest_name = 64;

// " UNICODEUTF8 " of "UNICODE UTF-8".
std::string folded(std::string_view name) {
    std::string out = " ";
    for (char c : name.substr(0, longest_name)) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) out += c;
    }
    return out.size() == 1 ? out : out + ' ';
}

} // namespace

const charset& utf_8() {
    return entries[0].what;
}

const charset& windows_1252() {
    return entries[1].what;
}

const charset* find(std::string_view name) {
    const auto wanted = folded(name);
    if (wanted.size() == 1) return nullptr;
    const auto hit = std::ranges::find_if(entries, [&](const entry& one) { return one.names.contains(wanted); });
    return hit == entries.end() ? nullptr : &hit->what;
}

std::string_view known() {
    static const auto all = [] {
        std::string text;
        for (const auto& one : entries) ((text += text.empty() ? "" : ", ") += one.what.name);
        return text;
    }();
    return all;
}

const charset* declared(std::string_view msh18, char repetition) {
    const charset* first = nullptr;
    while (!msh18.empty()) {
        const auto end = msh18.find(repetition);
        const auto* found = find(msh18.substr(0, end));
        if (found != nullptr && found->name == "ISO-2022-JP") return found;
        if (first == nullptr) first = found;
        msh18.remove_prefix(end == std::string_view::npos ? msh18.size() : end + 1);
    }
    return first;
}

} // namespace vagus::charset
