#include "engine/app/tls_check.hpp"

#include "engine/runtime/tls/certificates.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace vagus::app {
namespace {

const config::place& place_of(const tls::profile& written, std::string_view field) {
    if (field == "key") return written.key.at;
    return field == "ca" ? written.ca.at : written.cert.at;
}

void add(const tls::profile& written, const tls::flaw& what, config::findings& found) {
    const bool date = what.what == tls::flaw::kind::date;
    std::string code = "VG3111";
    if (date) code = "VG3113";
    if (what.what == tls::flaw::kind::mismatch) code = "VG3112";
    found.add({.at = place_of(written, what.field),
               .severity = date ? config::level::warning : config::level::error,
               .code = std::move(code),
               .what = what.words,
               .fix = what.fix});
}

class uses {
  public:
    uses(const document& written, config::findings& found)
        : written_{written}
        , found_{found} {
        for (const auto& each : written.tls) names_.push_back(each.name);
    }

    void check(const tls::input_terms& how) {
        const auto* profile = named(how.use);
        if (profile == nullptr) return;
        if (profile->cert.value.empty())
            found_.error(how.use.at, "VG3114",
                         "the profile '" + how.use.value + "' has no certificate to show to senders",
                         "add `cert` and `key` to it");
        else if (how.asks != tls::client_auth::none && profile->ca.value.empty())
            found_.error(how.use.at, "VG3114",
                         "the profile '" + how.use.value +
                             "' has no `ca`: any authority that this machine trusts could vouch for a sender",
                         "add `ca`: the authorities that issue the senders' certificates");
    }
    void check(const tls::output_terms& how) { (void)named(how.use); }

  private:
    // Null after a finding, and where none is named.
    const tls::profile* named(const config::located<std::string>& use) {
        if (use.value.empty()) return nullptr;
        const auto hit = std::ranges::find(written_.tls, use.value, &config::named<tls::profile>::name);
        if (hit != written_.tls.end()) return &hit->value;
        found_.error(use.at, "VG3009", "no tls profile named '" + use.value + "'", config::suggest(use.value, names_));
        return nullptr;
    }

    const document& written_;
    config::findings& found_;
    std::vector<std::string> names_;
};

} // namespace

void check_tls(const document& written, const std::filesystem::path& folder, wall_us now, config::findings& found) {
    for (const auto& each : written.tls) {
        for (const auto& flaw : tls::load(each.value, folder, now).flaws) add(each.value, flaw, found);
    }
    uses all{written, found};
    if (written.site.admin && written.site.admin->tls) all.check(*written.site.admin->tls);
    if (written.site.audit.syslog) all.check(written.site.audit.syslog->tls);
    for (const auto& input : written.inputs) {
        if (const auto* how = input.value ? input.value->secured() : nullptr) all.check(*how);
        if (const auto* how = input.value ? input.value->reaches_with() : nullptr) all.check(*how);
    }
    for (const auto& call : written.calls)
        if (call.value.tls) all.check(*call.value.tls);
    for (const auto& output : written.outputs) {
        if (const auto* how = output.value ? output.value->secured() : nullptr) all.check(*how);
    }
}

} // namespace vagus::app
