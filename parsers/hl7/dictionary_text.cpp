#include "parsers/hl7/dictionary_text.hpp"

#include "parsers/hl7/structure_text.hpp"
#include "parsers/hl7/version_number.hpp"
#include "parsers/hl7/words.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

namespace vagus::hl7 {
namespace {

constexpr version_number no_end{std::numeric_limits<int>::max()};

class text_reader {
  public:
    explicit text_reader(dictionary_contents& into)
        : into_{into}
        , version_{read_version_number(into.version)} {}

    result<void, dictionary_error> read(std::string_view text) {
        for (std::size_t line = 1; !text.empty(); ++line) {
            const auto end = text.find('\n');
            if (auto wrong = take(text.substr(0, end)); !wrong.empty()) return fail(dictionary_error{line, wrong});
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        }
        finish();
        return {};
    }

  private:
    enum class within : std::uint8_t { nothing, segment, type, table, message };

    std::string take(std::string_view line) {
        if (line.empty() || line.front() == '#') return {};
        if (line.front() != ' ') return begin(line);
        switch (within_) {
        case within::nothing: return "a line that belongs to nothing";
        case within::segment:
        case within::type: return element_line(line);
        case within::table: return table_line(line);
        case within::message: return message_line(line);
        }
        return {};
    }

    std::string begin(std::string_view line) {
        const auto what = next_word(line);
        name_ = next_word(line);
        begun_ = there_ = false;
        within_ = what == "segment"   ? within::segment
                  : what == "type"    ? within::type
                  : what == "table"   ? within::table
                  : what == "message" ? within::message
                                      : within::nothing;
        if (what == "event") return event(line);
        if (within_ == within::nothing || name_.empty()) return "expected segment, type, table, message or event";
        if (within_ == within::table) {
            const auto number = read_number(name_);
            if (!number || *number == 0 || *number > std::numeric_limits<std::uint16_t>::max())
                return "a table has a number";
            number_ = static_cast<std::uint16_t>(*number);
        }
        return {};
    }

    // Whether a line with such VERSIONS is of the version that is read.
    std::optional<bool> holds(std::string_view ranges) const {
        if (ranges == "-") return true;
        bool found = false;
        while (!ranges.empty()) {
            const auto one = ranges.substr(0, ranges.find(','));
            ranges.remove_prefix(std::min(one.size() + 1, ranges.size()));
            const auto dash = std::min(one.find('-'), one.size());
            const auto first = read_version_number(one.substr(0, dash));
            const auto last = dash == one.size()       ? first
                              : dash + 1 == one.size() ? no_end
                                                       : read_version_number(one.substr(dash + 1));
            if (first[0] == 0 || last[0] == 0) return std::nullopt;
            found = found || (first <= version_ && version_ <= last);
        }
        return found;
    }

    std::string element_line(std::string_view line) {
        const auto number = read_number(next_word(line));
        const auto ours = holds(next_word(line));
        if (!number || *number > most_elements) return "expected the number of an element";
        if (!ours) return "expected versions";
        begun_ = begun_ || *number == 0;
        if (!begun_) return "element " + std::to_string(*number) + " of nothing: a line 0 comes first";
        if (!*ours) return {};
        if (*number == 0) return begin_shape(rest_of(line));
        if (!there_) return {};
        auto& all = into_.elements;
        if (*number <= all.size() - first_) return "element " + std::to_string(*number) + " twice, or out of order";
        all.resize(first_ + *number - 1);
        element_shape made;
        made.type = next_word(line);
        const auto use = next_word(line);
        const auto most = next_word(line);
        const auto repetitions = most == "*" ? 0 : read_number(most);
        const auto length = read_number(next_word(line));
        const auto table = read_number(next_word(line));
        made.name = rest_of(line);
        if (use.size() != 1 || !usages.contains(use.front())) return "expected O, R, C, B or W";
        if (!repetitions || !length || !table || *repetitions > most_16 || *table > most_16 || made.name.empty())
            return "expected TYPE USAGE MOST LENGTH TABLE NAME";
        made.use = static_cast<usage>(usages.find(use.front()));
        made.repetitions = static_cast<std::uint16_t>(*repetitions);
        made.length = *length;
        made.table = static_cast<std::uint16_t>(*table);
        made.key = kept(key_of(made.name));
        all.push_back(made);
        return {};
    }

    std::string begin_shape(std::string_view name) {
        if (std::exchange(there_, true)) return std::string{name_} + " has two names";
        first_ = into_.elements.size();
        begins_.push_back(first_);
        if (within_ == within::segment) into_.segments.push_back({name_, name, {}});
        if (within_ == within::type) into_.types.push_back({name_, name, {}});
        is_segment_.push_back(within_ == within::segment);
        return {};
    }

    std::string table_line(std::string_view line) {
        const auto first = next_word(line);
        if (first == "=") return line.contains('|') ? "" : "expected a code, | and what it means";
        const bool named = first == "0";
        const auto ours = holds(named ? next_word(line) : first);
        if (!ours) return "expected versions";
        begun_ = begun_ || named;
        if (!begun_) return "codes of nothing: a line 0 comes first";
        if (!*ours) return {};
        if (named) {
            if (std::exchange(there_, true)) return "table " + std::string{name_} + " has two names";
            into_.tables.push_back({number_, rest_of(line), {}});
            code_begins_.push_back(into_.codes.size());
            return {};
        }
        if (!there_) return {};
        for (auto rest = rest_of(line); !rest.empty();) {
            const auto code = rest.substr(0, rest.find('|'));
            into_.codes.push_back(code);
            rest.remove_prefix(std::min(code.size() + 1, rest.size()));
        }
        return {};
    }

    std::string message_line(std::string_view line) {
        const auto ours = holds(next_word(line));
        if (!ours) return "expected versions";
        if (!*ours) return {};
        if (std::exchange(there_, true)) return std::string{name_} + " has two structures";
        auto made = read_structure(name_, rest_of(line));
        if (!made) return std::string{name_} + ": " + made.error();
        into_.structures.push_back(std::move(*made));
        return {};
    }

    std::string event(std::string_view line) {
        const auto ours = holds(next_word(line));
        const auto structure = next_word(line);
        const auto hat = name_.find('^');
        if (!ours || structure.empty() || hat == std::string_view::npos)
            return "expected TYPE^EVENT VERSIONS STRUCTURE";
        if (*ours) into_.events.push_back({name_.substr(0, hat), name_.substr(hat + 1), structure});
        return {};
    }

    // Lists into their order, and spans over what no longer grows.
    void finish() {
        begins_.push_back(into_.elements.size());
        std::size_t segment = 0;
        std::size_t type = 0;
        for (std::size_t i = 0; i < is_segment_.size(); ++i) {
            const std::span<const element_shape> own{into_.elements.data() + begins_[i], begins_[i + 1] - begins_[i]};
            if (is_segment_[i])
                into_.segments[segment++].fields = own;
            else
                into_.types[type++].components = own;
        }
        code_begins_.push_back(into_.codes.size());
        for (std::size_t i = 0; i < into_.tables.size(); ++i) {
            const auto begin = into_.codes.begin() + static_cast<std::ptrdiff_t>(code_begins_[i]);
            const auto end = into_.codes.begin() + static_cast<std::ptrdiff_t>(code_begins_[i + 1]);
            std::sort(begin, end);
            into_.tables[i].codes = {begin, end};
        }
        std::ranges::sort(into_.segments, {}, &segment_shape::id);
        std::ranges::sort(into_.types, {}, &type_shape::id);
        std::ranges::sort(into_.tables, {}, &code_table::number);
        std::ranges::sort(into_.structures, {}, &structure::name);
        std::ranges::sort(into_.events, {}, [](const auto& one) { return std::pair{one.type, one.trigger}; });
    }

    std::string_view kept(const std::string& key) {
        auto* at = static_cast<char*>(into_.keys.allocate(key.size(), 1));
        std::memcpy(at, key.data(), key.size());
        return {at, key.size()};
    }
    static std::string_view rest_of(std::string_view line) {
        return line.substr(std::min(line.find_first_not_of(' '), line.size()));
    }

    // A number above is a mistake, and would make as many empty elements.
    static constexpr std::uint32_t most_elements = 999;
    static constexpr std::uint32_t most_16 = std::numeric_limits<std::uint16_t>::max();

    dictionary_contents& into_;
    version_number version_;
    within within_ = within::nothing;
    std::string_view name_;
    std::uint16_t number_ = 0;
    bool begun_ = false;                   // a line 0 came
    bool there_ = false;                   // what is called name_ is of this version
    std::size_t first_ = 0;                // of its elements
    std::vector<std::size_t> begins_;      // of each segment and type in elements
    std::vector<bool> is_segment_;         // likewise
    std::vector<std::size_t> code_begins_; // of each table in codes
};

} // namespace

result<void, dictionary_error> read_text(std::string_view text, dictionary_contents& into) {
    return text_reader{into}.read(text);
}

} // namespace vagus::hl7
