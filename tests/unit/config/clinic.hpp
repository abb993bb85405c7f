// A small configuration language of its own, declared the way components declare theirs: what the tests read.
#pragma once

#include "config/fields.hpp"
#include "config/load.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace clinic {

namespace config = vagus::config;

struct step {
    virtual ~step() = default;
    std::string name;
    std::optional<vagus::expr::expression> when;
};
struct set_step final : step {
    std::vector<config::keyed<vagus::path::path, vagus::expr::text_template>> set;
};
struct drop_step final : step {
    vagus::expr::expression drop;
    std::string reason;
};
struct each_step final : step {
    std::vector<std::shared_ptr<const step>> steps; // steps in steps
    std::string for_each;
};

enum class mood { calm, busy };

struct listener {
    config::endpoint listen;
    std::uint64_t max_message = 16U << 20U;
    std::int64_t connections = 100;
    config::duration idle{std::chrono::minutes{5}};
    std::optional<config::duration> give_up;
    double jitter = 0.2;
    bool strict = false;
    mood now = mood::calm;
    std::string banner;
    std::vector<std::string> peers;
};
struct route {
    config::located<std::string> from;
    std::optional<vagus::expr::expression> match;
    std::vector<std::shared_ptr<const step>> steps;
    std::vector<config::located<std::string>> to;
};
struct document {
    std::int64_t version = 1;
    std::vector<config::named<listener>> inputs;
    std::vector<config::named<route>> routes;
    std::vector<config::named<std::vector<config::named<std::string>>>> tables;
};

const config::fields<listener>& listener_fields();
const std::vector<config::kind<step>>& step_kinds();
const config::fields<document>& document_fields();

// A text read whole: its files, its findings, its values.
struct read_text {
    config::tree tree;
    document values;
    bool good = false;
};
read_text read(std::string text);

} // namespace clinic
