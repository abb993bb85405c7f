// A body as configuration has it: what it is, and how it becomes one that runs. A kind is a file here and a line in
// kinds.cpp.
#pragma once

#include "config/fields.hpp"
#include "routes/bodies/body.hpp"

#include <memory>
#include <string>
#include <vector>

namespace vagus::routes {
class binding;
}

namespace vagus::routes::bodies {

struct source {
    source() = default;
    source(const source&) = default;
    source& operator=(const source&) = default;
    virtual ~source() = default;

    // Null after findings, and for a part.
    [[nodiscard]] virtual std::shared_ptr<const body> compile(const std::string& name, binding& names) const = 0;
    // The tree of a part, which is no body but a piece of others; null for a body.
    [[nodiscard]] virtual const config::node* part() const { return nullptr; }
};

[[nodiscard]] config::kind<source> fhir_kind();
[[nodiscard]] config::kind<source> bytes_kind();
[[nodiscard]] config::kind<source> json_kind();
[[nodiscard]] config::kind<source> part_kind();
// The fields of an entry of a bundle, for the reference.
[[nodiscard]] std::string entry_reference();
// The kinds, in the order of the reference.
[[nodiscard]] const std::vector<config::kind<source>>& kinds();

// A tree, kept as written until names are known.
[[nodiscard]] config::type<config::node> any_tree();

} // namespace vagus::routes::bodies
