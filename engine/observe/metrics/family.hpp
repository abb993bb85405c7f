// Families of metrics as prometheus-cpp knows them, put together at each scrape from what was counted: nothing is
// registered, and nothing on the road of a message knows of Prometheus.
#pragma once

#include "base/meter.hpp"

#include <prometheus/metric_family.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace vagus::observe {

// Names of configuration, words of ours, codes of closed sets. Never a value of a message.
using labels = std::vector<std::pair<const char*, std::string>>;

class family {
  public:
    enum class kind : std::uint8_t { counter, gauge, histogram };

    family(kind of, std::string name, std::string help);

    family& put(labels by, std::uint64_t value) { return put(std::move(by), static_cast<double>(value)); }
    family& put(labels by, double value);
    family& put(labels by, const meter::spans::seen& took); // of a histogram; in seconds

    [[nodiscard]] prometheus::MetricFamily take() && { return std::move(made_); }

  private:
    prometheus::MetricFamily made_;
};

[[nodiscard]] inline double seconds(std::int64_t us) {
    return static_cast<double>(us) / 1e6;
}

} // namespace vagus::observe
