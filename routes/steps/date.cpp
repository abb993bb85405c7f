// date: { path, from, to, timezone }. Dates that are written otherwise than HL7 does become HL7's, or the other way
// round.
#include "config/timezone.hpp"
#include "parsers/expr/moment.hpp"
#include "parsers/expr/time_format.hpp"
#include "parsers/path/write.hpp"
#include "parsers/zones/zone.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/paths.hpp"

#include <algorithm>
#include <memory>
#include <optional>

namespace vagus::routes {
namespace {

constexpr std::string_view hl7_itself = "hl7";

// Nothing in it: as HL7 writes dates.
struct date_form {
    std::string written{hl7_itself};
    std::optional<expr::time_format> format;

    [[nodiscard]] std::optional<expr::moment> read(std::string_view text) const {
        return format ? format->read(text) : expr::read_moment(text);
    }
    [[nodiscard]] result<std::string, std::string_view> write(const expr::moment& of) const {
        if (!format) return expr::to_text(of);
        return format->write(of);
    }
};

config::type<date_form> form_type() {
    static constexpr auto words = "hl7, or a format of dates such as '%d.%m.%Y'";
    return {
        .read =
            [](const config::node& value, config::reading& context, date_form& into) {
                into.written = value.text;
                if (!config::is_scalar(value, context, words)) return false;
                if (value.text == hl7_itself) return true;
                auto format = expr::time_format::parse(value.text);
                if (!format) return config::wrong_value(value, context, words, format.error());
                into.format = std::move(*format);
                return true;
            },
        .show = [](const date_form& one) { return one.written; },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

struct rewriting {
    written_path where;
    std::vector<date_form> from{date_form{}};
    date_form to;
    std::string timezone;
};

const config::fields<rewriting>& rewriting_fields() {
    static const auto stated =
        config::fields<rewriting>{"date", "Writes a date in another way."}
            .required("path", &rewriting::where, path_type(), "Where the date stands; [*] rewrites every one.")
            .optional("from", &rewriting::from, config::list_or_one(form_type()),
                      "How it may be written: `hl7`, or formats; the first that fits is meant.")
            .optional("to", &rewriting::to, form_type(), "How it is to be written.")
            .optional("timezone", &rewriting::timezone, config::timezone(),
                      "Where times that say no offset were written; they get the one that clocks had there.");
    return stated;
}

class date_action final : public action {
  public:
    date_action(path::path where, const rewriting& how)
        : where_{std::move(where)}
        , from_{how.from}
        , to_{how.to}
        , zone_{how.timezone.empty() ? nullptr : zones::zone::named(how.timezone)} {}

    verdict run(const work& on) const override {
        std::string why;
        auto changed = path::rewrite(
            on.copy, on.located(where_), [&](std::string_view text) { return becomes(text, why); }, on.here());
        if (!changed) return failed(std::move(changed.error()));
        if (!why.empty()) return failed(path::to_text(where_) + ": " + why);
        on.note(*changed, where_);
        return {};
    }

  private:
    std::optional<std::string> becomes(std::string_view text, std::string& why) const {
        if (text.empty() || text == R"("")") return std::nullopt;
        for (const auto& form : from_) {
            auto read = form.read(text);
            if (!read) continue;
            if (zone_ && expr::has_time_of_day(*read) && !read->ahead) read->ahead = zone_->ahead_at(read->shown);
            auto made = to_.write(*read);
            if (made) return std::move(*made);
            why = std::string{made.error()};
            return std::nullopt;
        }
        why = "not a date as " + forms() + (from_.size() > 1 ? " say it" : " says it");
        return std::nullopt;
    }
    std::string forms() const {
        std::string all;
        for (const auto& each : from_) all += (all.empty() ? "'" : ", '") + each.written + "'";
        return all;
    }

    path::path where_;
    std::vector<date_form> from_;
    date_form to_;
    std::shared_ptr<const zones::zone> zone_; // null: times stay as they are
};

struct date_step final : step {
    rewriting how;

    std::string title() const override { return "date " + path::to_text(how.where.value); }
    std::unique_ptr<const action> bind(binding& names) const override {
        auto readable = bind_source(how.where, names);
        auto where = bind_target(how.where, names);
        if (!readable || !where) return nullptr;
        if (whole_segment(*where)) {
            names.found().error(how.where.source, "VG2011", path::to_text(*where) + " is a whole segment and no date",
                                "name a field: " + path::to_text(*where) + "-7");
            return nullptr;
        }
        return std::make_unique<date_action>(std::move(*where), how);
    }
};

const config::fields<date_step>& date_fields() {
    static const auto stated =
        config::fields<date_step>{"date", "Writes a date in another way, as precise as it was. An empty one and HL7's "
                                          "\"\" stay."}
            .required("date", &date_step::how, config::object(rewriting_fields), "Where, from what and to what.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> date_kind() {
    auto kind = config::kind_of<step, date_step>("date", date_fields);
    kind.reference = [] { return date_fields().reference() + "\n" + rewriting_fields().reference(); };
    return kind;
}

} // namespace vagus::routes
