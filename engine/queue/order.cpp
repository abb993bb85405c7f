#include "engine/queue/order.hpp"

#include "config/schema.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>

namespace vagus::queue {
namespace {

constexpr std::int64_t default_lanes = 4;

struct keyed {
    std::vector<config::located<path::path>> per_key;
    std::int64_t lanes = default_lanes;
};

const config::fields<keyed>& keyed_fields() {
    static const auto stated =
        config::fields<keyed>{"order", "Messages of one key stay in order; different keys may overtake each other."}
            .required("per_key", &keyed::per_key, config::list_or_one(config::with_place(config::hl7_path())),
                      "Paths whose values are keys. A message waits for every key it names; one without keys has the "
                      "common key.")
            .optional("lanes", &keyed::lanes, config::integer(1, static_cast<std::int64_t>(limits::lanes_per_output)),
                      "How many messages may be in flight, each on a connection of its own.");
    return stated;
}

struct free_lanes {
    std::int64_t lanes = default_lanes;
};

const config::fields<free_lanes>& free_lanes_fields() {
    static const auto stated = config::fields<free_lanes>{"none", "Any message may overtake any other."}.optional(
        "lanes", &free_lanes::lanes, config::integer(1, static_cast<std::int64_t>(limits::lanes_per_output)),
        "How many messages may be in flight, each on a connection of its own.");
    return stated;
}

struct unordered {
    free_lanes none;
};

const config::fields<unordered>& unordered_fields() {
    static const auto stated = config::fields<unordered>{"order", "Messages go out in any order."}.required(
        "none", &unordered::none, config::object(free_lanes_fields), "Any message may overtake any other.");
    return stated;
}

constexpr auto words = "`strict`, `{ per_key: [PATH, ...], lanes: N }`, or `{ none: { lanes: N } }`";

bool read(const config::node& written, config::reading& context, order& into) {
    if (written.kind == config::node::shape::map && written.find("none") != nullptr) {
        unordered read;
        if (!unordered_fields().read(written, context, read)) return false;
        into = {{}, read.none.lanes, order::promise::none};
        return true;
    }
    if (written.kind == config::node::shape::map) {
        keyed read;
        if (!keyed_fields().read(written, context, read)) return false;
        into = {std::move(read.per_key), read.lanes, order::promise::per_key};
        return true;
    }
    if (written.kind == config::node::shape::scalar && written.text == "strict") {
        into = order{};
        return true;
    }
    auto width = static_cast<std::uint32_t>(written.text.empty() ? 1 : written.text.size());
    context.found.add({written.at, width, config::level::error, "VG1201", std::string{"order is "} + words,
                       "try: order: { per_key: [PID-3.1], lanes: 4 }"});
    return false;
}

boost::json::value schema(config::definitions& defs) {
    boost::json::array forms;
    forms.push_back(boost::json::object{{"const", "strict"}});
    forms.push_back(config::object(keyed_fields).schema(defs));
    forms.push_back(config::object(unordered_fields).schema(defs));
    return boost::json::object{{"anyOf", std::move(forms)}};
}

} // namespace

config::type<order> order_type() {
    return {.read = read,
            .show = [](const order& o) { return std::string{o.strict() ? "strict" : ""}; },
            .schema = schema,
            .words = words};
}

} // namespace vagus::queue
