// The rules with every name replaced by what it means: what compile.cpp makes, and run.cpp and passage.cpp run. Private
// to the three.
#pragma once

#include "routes/block.hpp"
#include "routes/needs.hpp"
#include "routes/program.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::routes {

struct bound_destination {
    std::uint16_t output = 0;           // without a route
    std::optional<std::uint16_t> route; // that goes on with the copy
    expr::expression when;
    block own; // of this copy alone
};

struct bound_need {
    std::string name;
    std::string call;
    std::size_t number = 0; // of the call
    expr::expression when;
    need::no_answer on_error = need::no_answer::fail;
    need::nothing_there missing = need::nothing_there::blank;
};

struct bound_call {
    std::string name;
    bound_content wants;
};

struct bound_route {
    std::string name;
    std::string where;
    std::vector<std::string> inputs;
    expr::expression match;
    std::vector<bound_need> needs;
    block steps;
    std::vector<bound_destination> to;
    std::vector<std::uint16_t> on_failure;       // outputs
    std::shared_ptr<const hl7::vocabulary> says; // never null
};

struct bound_output {
    std::string name;
    std::vector<path::path> keys;
    bound_content wants;
};

class compiled final : public program {
  public:
    using bodies_by_name = std::map<std::string, std::shared_ptr<const bodies::body>, std::less<>>;
    compiled(std::vector<bound_route> routes, std::vector<bound_output> outputs, std::vector<bound_call> calls,
             bodies_by_name all_bodies, std::vector<std::string> memory_names,
             std::shared_ptr<const zones::zone> local);

    [[nodiscard]] plan run(const hl7::message& message, const circumstances& at, const listener& trace) const override;
    [[nodiscard]] plan run_route(std::string_view route, const hl7::message& message,
                                 const circumstances& at) const override;
    [[nodiscard]] std::vector<question> questions(const hl7::message& message, const circumstances& at,
                                                  std::string_view only) const override;
    [[nodiscard]] result<std::string, std::string> make_body(std::string_view name, const hl7::message& message,
                                                             const circumstances& at) const override;
    [[nodiscard]] const std::vector<std::string>& route_names() const override { return route_names_; }
    [[nodiscard]] const std::vector<std::string>& output_names() const override { return output_names_; }
    [[nodiscard]] const std::vector<std::string>& memory_names() const override { return memory_names_; }

  private:
    void ask_for(std::uint16_t route, const hl7::message& message, const path::occasion& when,
                 std::vector<question>& into) const;

    std::shared_ptr<const zones::zone> local_; // null: the site states none
    std::vector<bound_route> routes_;
    std::vector<std::string> route_names_;
    std::vector<std::string> output_names_;
    std::vector<std::string> memory_names_;
    std::vector<bound_output> outputs_;
    std::vector<bound_call> calls_;
    bool asks_ = false; // some route has needs
    bodies_by_name bodies_;
};

} // namespace vagus::routes
