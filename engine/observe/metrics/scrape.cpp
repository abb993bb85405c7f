#include "engine/observe/metrics/scrape.hpp"

#include "engine/observe/metrics/families.hpp"

#include <prometheus/text_serializer.h>

namespace vagus::observe {

std::string scrape(const books& counted, const store::store_meters& store, const readings& now,
                   const std::string& version) {
    families all;
    add_inputs(all, counted, now);
    add_routes(all, counted, now);
    add_calls(all, counted);
    add_outputs(all, counted, now);
    add_store(all, store, now);
    add_engine(all, counted, now, version);
    add_process(all, this_process());
    return prometheus::TextSerializer{}.Serialize(all);
}

} // namespace vagus::observe
