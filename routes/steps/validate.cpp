// validate: { structure, require, profile, on_fail }. Holds a message against HL7, a list of paths and a site's
// profile, and does with what deviates as each rule says.
#include "parsers/hl7/conformance.hpp"
#include "parsers/hl7/versions.hpp"
#include "parsers/path/locate.hpp"
#include "parsers/path/read.hpp"
#include "routes/profile_check.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/on_fail.hpp"
#include "routes/steps/paths.hpp"

#include <algorithm>
#include <utility>

namespace vagus::routes {
namespace {

using hl7::deviations;

enum class structure_source : std::uint8_t { none, message };

struct validation {
    structure_source structure = structure_source::none;
    std::vector<written_path> require;
    std::optional<profile> site;
    on_fail otherwise;
};

const config::fields<validation>& validation_fields() {
    static const auto stated =
        config::fields<validation>{"validate", "What a message must keep to."}
            .optional("structure", &validation::structure,
                      config::choice<structure_source>(
                          {{"none", structure_source::none}, {"auto", structure_source::message}}),
                      "`auto`: what HL7 says of this message in the version of MSH-12: segments and groups, required "
                      "fields, repetitions, lengths, formats, HL7's own code tables.")
            .optional("require", &validation::require, config::list(path_type()),
                      "Paths that must be there and not be empty.")
            .optional("profile", &validation::site, config::maybe(profile_type()),
                      "What this site asks: paths and rules, or the file that has them.")
            .optional("on_fail", &validation::otherwise, on_fail_type(),
                      "What happens then, for all rules or for each: `reject` answers the sender negatively, `fail` "
                      "fails the route, `warn` goes on and says so, `ignore` does not look.")
            .check([](const validation& made, const config::node& map, config::reading& context) {
                if (made.structure == structure_source::none && made.require.empty() && !made.site)
                    context.found.error(map, "VG2031", "this step looks at nothing",
                                        "say `structure: auto`, `require` or `profile`");
                if (made.structure == structure_source::message && hl7::nearest_dictionary({}) == nullptr)
                    context.found.error(map.find("structure")->value, "VG2032",
                                        "this program was built without what HL7's versions say",
                                        "use one built with VAGUS_HL7_TABLES, or `require` and `profile` alone");
            });
    return stated;
}

class validate_action final : public action {
  public:
    validate_action(bool by_hl7, std::vector<path::path> require, std::optional<profile_check> site, on_fail otherwise)
        : by_hl7_{by_hl7}
        , require_{std::move(require)}
        , site_{std::move(site)}
        , otherwise_{otherwise} {}

    verdict run(const work& on) const override {
        const auto at = on.here();
        deviations found{otherwise_.looked_at()};
        if (by_hl7_ && on.cost.spend(at.document.segments.size())) check_conformance(at.document, found, on.says);
        for (const auto& path : require_) check_required(path, at, found);
        if (site_ && found.wants(hl7::rule::profile)) site_->check(at, found);
        return judge(found, otherwise_);
    }

  private:
    static void check_required(const path::path& path, const path::scope& at, deviations& to) {
        if (path::exists(path, at)) return;
        to.add(hl7::rule::require, [&] {
            auto where = path::locate(path, at);
            const bool no_segment = path.field && where.field == 0;
            auto words = path::to_text(path) + ": required and " + (no_segment ? "without its segment" : "empty");
            const auto code = where.field == 0 ? hl7::condition::segment_sequence : hl7::condition::required_missing;
            return hl7::fault{.code = code, .at = std::move(where), .words = std::move(words)};
        });
    }

    bool by_hl7_;
    std::vector<path::path> require_;
    std::optional<profile_check> site_;
    on_fail otherwise_;
};

struct validate_step final : step {
    validation what;

    std::string title() const override { return "validate"; }
    bool may_reject() const override { return what.otherwise.has(on_fail::way::reject); }
    std::unique_ptr<const action> bind(binding& names) const override {
        const auto before = names.found().errors();
        std::vector<path::path> require;
        for (const auto& each : what.require)
            if (auto bound = bind_source(each, names)) require.push_back(std::move(*bound));
        std::optional<profile_check> site;
        if (what.site) site = profile_check::bind(*what.site, names);
        if (names.found().errors() != before) return nullptr;
        return std::make_unique<validate_action>(what.structure == structure_source::message, std::move(require),
                                                 std::move(site), what.otherwise);
    }
};

const config::fields<validate_step>& validate_fields() {
    static const auto stated =
        config::fields<validate_step>{"validate",
                                      "Holds the message, as it stands here, against HL7 and the site's own rules."}
            .required("validate", &validate_step::what, config::object(validation_fields),
                      "What it must keep to, and what happens if not.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> validate_kind() {
    auto kind = config::kind_of<step, validate_step>("validate", validate_fields);
    kind.reference = [] { return validate_fields().reference() + "\n" + validation_fields().reference(); };
    return kind;
}

} // namespace vagus::routes
