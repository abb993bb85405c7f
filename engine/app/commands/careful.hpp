// Commands that read the store's files themselves: what its parts throw, in words and as the code of this process.
#pragma once

#include "engine/app/commands/commands.hpp"
#include "engine/store/trouble.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string_view>

namespace vagus::app {

template <class Act> int careful(std::string_view command, Act act) {
    try {
        return act();
    } catch (const std::exception& error) {
        fmt::print(stderr, "vagus {}: {}\n", command, error.what());
        return exit_code::of(store::trouble_of(error));
    }
}

} // namespace vagus::app
