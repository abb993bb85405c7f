#include "engine/store/remembered_rows.hpp"

#include <algorithm>

namespace vagus::store {

void for_each_remembered(connection& segment, const std::function<void(kept_word)>& tell) {
    if (!segment.has_table("remembered")) return;
    statement question{segment, "SELECT memory, key, kind, value, seq, at_us FROM remembered ORDER BY row DESC"};
    for (auto at = question.query(); at.next();) {
        kept_word word{.what = {.memory = static_cast<std::uint32_t>(at.integer(0)),
                                .kind = static_cast<memory_kind>(at.integer(2)),
                                .value = std::string{at.bytes(3)}},
                       .seq = at.integer(4),
                       .at = at.integer(5)};
        std::ranges::copy(at.bytes(1).substr(0, word.what.key.size()), word.what.key.begin());
        tell(std::move(word));
    }
}

} // namespace vagus::store
