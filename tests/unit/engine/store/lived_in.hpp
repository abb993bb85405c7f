// A store that has lived a little, and what is wrong with one, for those who look at it from outside.
#pragma once

#include "engine/store/verify.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace vagus::store::test {

inline std::string faults_in(const std::filesystem::path& folder) {
    std::string all;
    for (const auto& each : verify(folder)) {
        for (const auto& fault : each.faults) all += each.file + ": " + fault + "\n";
    }
    return all;
}

// Two segments: three messages, of which one is delivered and one is dead.
inline std::unique_ptr<vagus::store::store> lived_in(const temporary_folder& folder, test_mailbox& box) {
    auto how = in(folder);
    how.segment_bytes = 1;
    auto store = open(how);
    const auto output = store->number(name_kind::output, "pas");
    REQUIRE(store->number(name_kind::input, "adt_in") == output + 1);
    for (const char* text : {"first", "second", "third"})
        REQUIRE(accept(*store, box, message(text, output + 1, {output})));
    auto waiting = pending(*store, box, output);
    REQUIRE(settle(*store, box, delivered(waiting[0].at)));
    auto dead = delivered(waiting[1].at);
    dead.state = delivery_state::dead;
    REQUIRE(settle(*store, box, dead));
    return store;
}

} // namespace vagus::store::test
