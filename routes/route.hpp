// The rules as they are written: routes, code tables and site names for paths.
#pragma once

#include "config/fields.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/path/path.hpp"
#include "parsers/zones/zone.hpp"
#include "routes/bodies/source.hpp"
#include "routes/memory.hpp"
#include "routes/needs.hpp"
#include "routes/site_dictionary.hpp"
#include "routes/step.hpp"
#include "routes/table.hpp"
#include "routes/transform.hpp"
#include "routes/written.hpp"

#include <memory>
#include <string>
#include <vector>

namespace vagus::routes {

// `pas`, or `{ output: pas, when: EXPR, use: TRANSFORM }`, or `{ route: other, ... }`.
struct destination {
    written<std::string> output;
    written<std::string> route;     // instead of the output
    written<expr::expression> when; // no root: always
    usage of;                       // what is done to this copy alone
};
[[nodiscard]] const config::fields<destination>& destination_fields();

// Where the message goes, as received, when its route fails.
struct failure_road {
    std::vector<written<std::string>> to;
};
[[nodiscard]] const config::fields<failure_road>& failure_road_fields();

struct route {
    std::vector<written<std::string>> from; // none: other routes hand on to it
    written<expr::expression> match;        // no root: every message
    std::vector<config::named<need>> needs; // of routes with inputs
    written_steps steps;
    std::vector<destination> to;
    failure_road on_failure;
    bool read_whole = false; // without findings
};
[[nodiscard]] const config::fields<route>& route_fields();

// What rules take from the settings of the site, which stand elsewhere.
struct of_site {
    std::shared_ptr<const zones::zone> local; // of times that say no offset; null: not stated
    expr::secrets secrets;                    // for hashes
};

struct rules {
    std::vector<config::named<route>> routes;
    std::vector<config::named<table>> tables;
    std::vector<config::named<written<path::path>>> aliases;
    std::vector<config::named<memory>> memories;
    std::vector<config::named<transform>> transforms;
    std::vector<config::named<std::shared_ptr<const bodies::source>>> bodies;
    site_dictionary dictionary;
    routes::of_site of_site{};
};
[[nodiscard]] const config::fields<rules>& rules_fields();

} // namespace vagus::routes
