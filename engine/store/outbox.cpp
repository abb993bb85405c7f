#include "engine/store/outbox.hpp"

#include <algorithm>

namespace vagus::store {

void outbox::put(mailbox& box, std::move_only_function<void()> work) {
    auto letter = std::find_if(letters_.begin(), letters_.end(), [&](const auto& each) { return each.first == &box; });
    if (letter == letters_.end()) {
        letters_.emplace_back().first = &box;
        letter = letters_.end() - 1;
    }
    letter->second.push_back(std::move(work));
}

void outbox::post() {
    for (auto& [box, work] : letters_) box->post(std::move(work));
    letters_.clear();
}

} // namespace vagus::store
