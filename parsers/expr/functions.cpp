// All functions, and what is known of a call before there is a message.
#include "parsers/expr/functions.hpp"

#include "parsers/expr/time_format.hpp"
#include "parsers/zones/zone.hpp"

#include <re2/re2.h>

namespace vagus::expr {
namespace {

std::vector<function> joined_functions() {
    std::vector<function> all;
    for (const auto& some :
         {text_functions(), number_functions(), date_functions(), list_functions(), table_functions(), hash_functions(),
          memory_functions(), need_functions(), context_functions()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

std::shared_ptr<const re2::RE2> compiled(const std::string& pattern) {
    RE2::Options options;
    options.set_log_errors(false);
    return std::make_shared<const RE2>(pattern, options);
}

} // namespace

std::span<const function> functions() {
    static const auto all = joined_functions();
    return all;
}

const function* function_named(std::string_view name) {
    const auto all = functions();
    const auto found = std::ranges::find(all, name, &function::name);
    return found == all.end() ? nullptr : &*found;
}

void make_ready(call& of) {
    if (of.does == nullptr) return;
    for (std::size_t i = 0; i < of.arguments.size(); ++i) {
        const auto* literal = std::get_if<text>(&of.arguments[i]->what);
        if (literal == nullptr) continue;
        const auto as = of.does->argument(i);
        if (as == takes::pattern) of.pattern = compiled(literal->value);
        if (as == takes::zone) of.zone = zones::zone::named(literal->value);
        if (as != takes::format) continue;
        if (auto read = time_format::parse(literal->value))
            of.format = std::make_shared<const time_format>(std::move(*read));
    }
}

} // namespace vagus::expr
