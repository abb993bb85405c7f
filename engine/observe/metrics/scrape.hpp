// The answer to a scrape: everything there is to measure, in Prometheus' text format.
#pragma once

#include "engine/observe/books.hpp"
#include "engine/observe/readings.hpp"
#include "engine/store/meters.hpp"

#include <string>
#include <string_view>

namespace vagus::observe {

inline constexpr std::string_view metrics_type = "text/plain; version=0.0.4; charset=utf-8";

// Any thread.
[[nodiscard]] std::string scrape(const books& counted, const store::store_meters& store, const readings& now,
                                 const std::string& version);

} // namespace vagus::observe
