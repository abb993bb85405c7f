// The compiled rules of one configuration revision. Immutable after compile: any thread may run it.
#pragma once

#include "base/clock.hpp"
#include "config/fields.hpp"
#include "config/load.hpp"
#include "parsers/hl7/message.hpp"
#include "routes/content.hpp"
#include "routes/needs.hpp"
#include "routes/plan.hpp"
#include "routes/work.hpp"
#include "routes/written.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::routes {

// The `routes`, `tables` and `aliases` of a configuration as read; made by the fields below. Its parts are in
// route.hpp.
struct rules;

// What the rules must know of inputs and outputs. Paths may use aliases; compile binds them.
struct output_shape {
    std::string name;
    std::vector<config::located<path::path>> keys; // order: per_key
    content wants{};
};

struct circumstances {
    std::string_view input;
    wall_us received = 0;                  // what now() is
    const hl7::message* request = nullptr; // of an answer: the message that had been sent, as sent; null: not at hand
    std::uint32_t attempt = 1;             // 2: it is processed again
    const known* before = nullptr;         // what routes have remembered; null: nothing
    const routes::answers* answers = nullptr; // to questions(); null: nobody asked, and a route with needs fails
};

// Keys outside of the rules: their paths, with the aliases of the configuration. Adds findings for what has no value
// `to` do something.
[[nodiscard]] std::vector<path::path> bind_keys(const rules& written,
                                                const std::vector<config::located<path::path>>& keys,
                                                const std::string& to, const std::vector<config::source_file>& files,
                                                config::findings& found);

// A condition outside of the rules, likewise; nothing after a finding.
[[nodiscard]] std::optional<expr::expression> bind_condition(const rules& written,
                                                             const routes::written<expr::expression>& condition,
                                                             const std::vector<config::source_file>& files,
                                                             config::findings& found);

class program {
  public:
    // Adds findings for what does not fit together: unknown output or input, unknown alias, table without rows. Parts
    // that had findings when they were read are passed over. Null after an error of its own. `replying`: inputs whose
    // messages are answers.
    [[nodiscard]] static std::unique_ptr<const program>
    compile(const rules& written, std::vector<std::string> inputs, std::vector<output_shape> outputs,
            const std::vector<config::source_file>& files, config::findings& found,
            const std::vector<std::string>& replying = {}, const std::vector<call_shape>& calls = {});
    virtual ~program() = default;

    // What the routes of the input, or `only` one of them, must know from other systems before they run.
    [[nodiscard]] virtual std::vector<question> questions(const hl7::message& message, const circumstances& at,
                                                          std::string_view only = {}) const = 0;
    // Every route of the input, in file order. `trace` (may be empty) hears each step.
    [[nodiscard]] virtual plan run(const hl7::message& message, const circumstances& at,
                                   const listener& trace = {}) const = 0;
    // One route only, whatever its inputs: for a retry of what failed there.
    [[nodiscard]] virtual plan run_route(std::string_view route, const hl7::message& message,
                                         const circumstances& at) const = 0;

    // A body by its name, of the message as it is: for those who write bodies. The error says why not.
    [[nodiscard]] virtual result<std::string, std::string> make_body(std::string_view name, const hl7::message& message,
                                                                     const circumstances& at) const = 0;

    [[nodiscard]] virtual const std::vector<std::string>& route_names() const = 0;
    [[nodiscard]] virtual const std::vector<std::string>& output_names() const = 0;
    [[nodiscard]] virtual const std::vector<std::string>& memory_names() const = 0;
};

} // namespace vagus::routes
