// A field of a configuration read from its text: what was read, shown again, or the finding.
#pragma once

#include "config/load.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace vagus::tests {

template <class Value, class Type> std::string shown_again(const Type& type, const std::string& yaml) {
    auto tree = config::load_text("field: " + yaml + "\n");
    config::reading context{tree.found};
    Value made;
    const auto* entry = tree.root.find("field");
    REQUIRE(entry != nullptr);
    if (type.read(entry->value, context, made)) return type.show(made);
    REQUIRE(tree.found.any_error());
    return tree.found.all().front().what + " -- " + tree.found.all().front().fix;
}

} // namespace vagus::tests
