#include "parsers/expr/name_uuid.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <stdexcept>

namespace vagus::expr {

std::string name_uuid(std::span<const std::string> parts) {
    static const auto space = boost::uuids::string_generator{}("e5c0401f-24fc-5eba-8cd3-33e173372263");
    std::string name;
    for (const auto& part : parts) {
        if (&part != &parts.front()) name += '|';
        for (char c : part) {
            if (c == '|' || c == '\\') name += '\\';
            name += c;
        }
    }
    return to_string(boost::uuids::name_generator_sha1{space}(name));
}

std::optional<std::string> name_uuid_in(std::string_view space, std::string_view name) try {
    const auto id = boost::uuids::string_generator{}(space.begin(), space.end());
    return to_string(boost::uuids::name_generator_sha1{id}(name.data(), name.size()));
} catch (const std::runtime_error&) { // all that the generator has to say
    return std::nullopt;
}

} // namespace vagus::expr
