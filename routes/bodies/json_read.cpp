// A JSON text to a value that keeps the digits of numbers: Boost.JSON's own values would not.
#include "routes/bodies/json.hpp"
#include "routes/bodies/limits.hpp"

#include <boost/json/basic_parser_impl.hpp>

namespace vagus::routes::bodies::json {
namespace {

// What Boost.JSON's parser calls, in the order of the text; false would stop it. Its names, not ours.
class builder {
  public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    using error = boost::json::error_code;
    using piece = boost::json::string_view;

    bool on_document_begin(error&) { return true; }
    bool on_document_end(error&) { return true; }
    bool on_object_begin(error&) { return open(value::kind::object); }
    bool on_object_end(std::size_t, error&) { return close(); }
    bool on_array_begin(error&) { return open(value::kind::array); }
    bool on_array_end(std::size_t, error&) { return close(); }
    bool on_key_part(piece part, std::size_t, error&) { return more(part); }
    bool on_key(piece part, std::size_t, error&) {
        more(part);
        names_.back() = std::exchange(text_, {});
        return true;
    }
    bool on_string_part(piece part, std::size_t, error&) { return more(part); }
    bool on_string(piece part, std::size_t, error&) { return scalar(value::kind::text, part); }
    bool on_number_part(piece part, error&) { return more(part); }
    bool on_int64(std::int64_t, piece part, error&) { return scalar(value::kind::number, part); }
    bool on_uint64(std::uint64_t, piece part, error&) { return scalar(value::kind::number, part); }
    bool on_double(double, piece part, error&) { return scalar(value::kind::number, part); }
    bool on_bool(bool so, error&) { return scalar(value::kind::truth, so ? "true" : "false"); }
    bool on_null(error&) { return scalar(value::kind::null, {}); }
    bool on_comment_part(piece, error&) { return true; }
    bool on_comment(piece, error&) { return true; }

    [[nodiscard]] value take() { return std::move(whole_); }

  private:
    bool more(piece part) {
        text_.append(part.data(), part.size());
        return true;
    }
    bool open(value::kind is) {
        open_.push_back({is, {}, {}, {}});
        names_.emplace_back();
        return true;
    }
    bool close() {
        auto done = std::move(open_.back());
        open_.pop_back();
        names_.pop_back();
        return add(std::move(done));
    }
    bool scalar(value::kind is, piece part) {
        more(part);
        return add({is, std::exchange(text_, {}), {}, {}});
    }
    bool add(value made) {
        if (open_.empty())
            whole_ = std::move(made);
        else if (open_.back().is == value::kind::array)
            open_.back().items.push_back(std::move(made));
        else
            open_.back().members.push_back({names_.back(), std::move(made)});
        return true;
    }

    value whole_;
    std::vector<value> open_;
    std::vector<std::string> names_; // the key at hand, of each that is open
    std::string text_;
};

} // namespace

result<value, std::string> read(std::string_view text) {
    boost::json::parse_options how;
    how.max_depth = 2 * limits::depth;
    boost::json::basic_parser<builder> parser{how};
    boost::json::error_code wrong;
    const auto used = parser.write_some(false, text.data(), text.size(), wrong);
    if (!wrong && used < text.size()) wrong = boost::json::error::extra_data;
    if (wrong) return fail("no JSON at byte " + std::to_string(used) + ": " + wrong.message());
    return parser.handler().take();
}

} // namespace vagus::routes::bodies::json
