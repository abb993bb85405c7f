#include "engine/app/auditing.hpp"

#include "engine/app/events.hpp"
#include "engine/audit/folder.hpp"
#include "engine/audit/words.hpp"
#include "engine/runtime/visit.hpp"
#include "engine/store/search_key.hpp"

#include <fmt/format.h>

#include <utility>

namespace vagus::app {

auditing::auditing(std::filesystem::path store_folder, boost::asio::io_context& slow, const clock& time,
                   reporter& report, observe::books& counted)
    : store_folder_{std::move(store_folder)}
    , slow_{slow}
    , time_{time}
    , report_{report}
    , counted_{counted} {}

boost::asio::awaitable<bool> auditing::write(audit::entry what, admin::deed how) {
    auto there = [this, what = std::move(what), how] { return write_there(what, how); };
    co_return co_await runtime::visit(slow_, std::move(there));
}

bool auditing::write_there(audit::entry what, admin::deed how) {
    if (!trail_) {
        auto opened = audit::trail::open(store_folder_, time_);
        if (!opened) return report_(audit_not_written{opened.error()}), false;
        trail_ = std::move(*opened);
    }
    const auto viewer = what.result == audit::with_values ? what.role : std::string{};
    const auto kept = how == admin::deed::done ? trail_->record(std::move(what)) : trail_->note(std::move(what));
    if (!kept) report_(audit_not_written{kept.error()});
    if (kept && !viewer.empty()) counted_.views.add(viewer);
    return kept.has_value();
}

std::string auditing::hashed(const std::string& value) const {
    return fmt::format("{:016x}", store::search_key::of(store_folder_).hash(value));
}

std::filesystem::path auditing::folder() const {
    return store_folder_ / audit::folder_name;
}

} // namespace vagus::app
