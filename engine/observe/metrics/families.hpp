// All metrics that there are, by what they are about. docs/monitoring.md documents each; a test compares.
#pragma once

#include "engine/observe/books.hpp"
#include "engine/observe/metrics/family.hpp"
#include "engine/observe/process.hpp"
#include "engine/observe/readings.hpp"
#include "engine/store/meters.hpp"

#include <vector>

namespace vagus::observe {

using families = std::vector<prometheus::MetricFamily>;

void add_inputs(families& to, const books& counted, const readings& now);
void add_routes(families& to, const books& counted, const readings& now);
void add_calls(families& to, const books& counted);
void add_outputs(families& to, const books& counted, const readings& now);
void add_store(families& to, const store::store_meters& counted, const readings& now);
void add_engine(families& to, const books& counted, const readings& now, const std::string& version);
void add_process(families& to, const process& self);

} // namespace vagus::observe
