#include "engine/admin/http/unseen_logins.hpp"

#include "engine/access/attempts.hpp"

#include <algorithm>
#include <utility>

namespace vagus::admin::http {

unseen_logins::count& unseen_logins::of(std::string_view address) {
    auto name = access::counted_as(address);
    if (const auto found = by_address_.find(name); found != by_address_.end()) return found->second;
    if (by_address_.size() >= most_) {
        const auto oldest =
            std::ranges::min_element(by_address_, {}, [](const auto& each) { return each.second.said; });
        forgotten_ += oldest->second.unsaid;
        by_address_.erase(oldest);
    }
    return by_address_[std::move(name)];
}

std::optional<unseen_logins::others> unseen_logins::refused(std::string_view address, moment now) {
    auto& here = of(address);
    if (now - minute_ >= unseen_every) {
        minute_ = now;
        entries_ = 0;
    }
    const bool again = here.said && now - *here.said < unseen_every;
    if (again || entries_ >= unseen_entries) {
        ++here.unsaid;
        return std::nullopt;
    }
    ++entries_;
    here.said = now;
    return others{std::exchange(here.unsaid, 0), std::exchange(forgotten_, 0)};
}

} // namespace vagus::admin::http
