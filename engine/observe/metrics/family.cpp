#include "engine/observe/metrics/family.hpp"

#include <utility>

namespace vagus::observe {
namespace {

prometheus::ClientMetric labelled(labels&& by) {
    prometheus::ClientMetric made;
    for (auto& [name, value] : by) made.label.push_back({name, std::move(value)});
    return made;
}

prometheus::MetricType type_of(family::kind of) {
    switch (of) {
    case family::kind::counter: return prometheus::MetricType::Counter;
    case family::kind::gauge: return prometheus::MetricType::Gauge;
    case family::kind::histogram: return prometheus::MetricType::Histogram;
    }
    std::unreachable();
}

} // namespace

family::family(kind of, std::string name, std::string help)
    : made_{std::move(name), std::move(help), type_of(of), {}} {}

family& family::put(labels by, double value) {
    auto one = labelled(std::move(by));
    if (made_.type == prometheus::MetricType::Counter)
        one.counter.value = value;
    else
        one.gauge.value = value;
    made_.metric.push_back(std::move(one));
    return *this;
}

family& family::put(labels by, const meter::spans::seen& took) {
    auto one = labelled(std::move(by));
    std::uint64_t passed = 0;
    for (std::size_t i = 0; i < meter::spans::ends_us.size(); ++i) {
        passed += took.in[i];
        one.histogram.bucket.push_back({passed, seconds(meter::spans::ends_us[i])});
    }
    one.histogram.sample_count = took.all();
    one.histogram.sample_sum = static_cast<double>(took.sum_us) / 1e6;
    made_.metric.push_back(std::move(one));
    return *this;
}

} // namespace vagus::observe
