// The commands' side of the socket: one question, one answer, blocking. For short-lived command-line processes only.
#pragma once

#include "base/result.hpp"

#include <boost/json/object.hpp>

#include <filesystem>
#include <string>

namespace vagus::admin {

struct no_answer {
    enum class kind : std::uint8_t {
        unreachable, // no engine runs on this store, or it is not ours to talk to
        refused,     // the engine says no: text is its reason
        no_right,    // whoever asks may not: likewise
    } what = kind::unreachable;
    std::string text;
};

[[nodiscard]] result<boost::json::object, no_answer> ask(const std::filesystem::path& store_folder,
                                                         const boost::json::object& request);

} // namespace vagus::admin
