// Hashes and ids. Of nothing there is no hash: a constant would be everybody's.
#include "parsers/expr/functions/arguments.hpp"

#include "parsers/expr/base64.hpp"
#include "parsers/expr/hash.hpp"
#include "parsers/expr/name_uuid.hpp"

namespace vagus::expr {
namespace {

using path::scope;
using path::value;

constexpr std::string_view a_part_is_empty = "a part is empty, and the id would be somebody else's";

made_value sha256(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    return nothing(text) ? value{} : value{sha256_hex(text.view())};
}

made_value hmac(const call& of, const scope& at) {
    const auto text = argument(of, 1, at);
    if (nothing(text)) return value{};
    const auto key = argument(of, 0, at);
    if (nothing(key)) return because("the key is empty");
    return value{hmac_sha256_hex(key.view(), text.view())};
}

// Only hashes take it, as check() sees to.
made_value secret(const call& of, const scope&) {
    if (!of.secret) return because("the site's secrets are not at hand here");
    return value{std::string_view{*of.secret}};
}

// With parts: the id of what they name, the same for ever. Without: of this message's next thing that needs one, the
// same when the message is processed again.
made_value uuid(const call& of, const scope& at) {
    if (of.arguments.empty()) {
        if (at.when == nullptr) return because("the message is not known here");
        const auto& message = at.when->arrived != nullptr ? *at.when->arrived : at.document;
        std::string all;
        for (const auto& segment : message.segments) (all += segment.text) += '\r';
        const std::vector<std::string> parts{"generated",
                                             std::string{at.when->input},
                                             std::string{at.when->route},
                                             std::to_string(at.when->now.time_since_epoch().count()),
                                             std::to_string(at.cost.next()),
                                             all};
        return value{name_uuid(parts)};
    }
    const auto parts = arguments(of, at);
    if (std::ranges::any_of(parts, [](const std::string& part) { return part.empty() || part == hl7_null; }))
        return because(a_part_is_empty);
    return value{name_uuid(parts)};
}

made_value uuid5(const call& of, const scope& at) {
    const auto name = argument(of, 1, at);
    if (nothing(name)) return because(a_part_is_empty);
    auto made = name_uuid_in(argument(of, 0, at).view(), name.view());
    if (!made) return because("the namespace is no UUID");
    return value{std::move(*made)};
}

made_value is_base64(const call& of, const scope& at) {
    return condition(reads_as_base64(argument(of, 0, at).view()));
}

made_value base64_decode(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    if (nothing(text)) return value{};
    auto made = from_base64(text.view());
    if (!made) return because("not base64");
    return value{std::move(*made)};
}

constexpr std::size_t many = 64;

constexpr std::array all{
    function{.name = "sha256", .form = "sha256(TEXT)", .least = 1, .most = 1, .apply = sha256},
    function{.name = "hmac_sha256",
             .form = "hmac_sha256(secret('NAME'), TEXT)",
             .least = 2,
             .most = 2,
             .arguments = {takes::salt, takes::text},
             .apply = hmac},
    function{.name = "secret",
             .form = "secret('NAME')",
             .least = 1,
             .most = 1,
             .arguments = {takes::name},
             .gives = kind::secret,
             .apply = secret},
    function{.name = "uuid", .form = "uuid('Patient', SYSTEM, VALUE), or uuid()", .most = many, .apply = uuid},
    function{.name = "uuid5", .form = "uuid5('NAMESPACE', NAME)", .least = 2, .most = 2, .apply = uuid5},
    function{.name = "is_base64",
             .form = "is_base64(TEXT)",
             .least = 1,
             .most = 1,
             .gives = kind::condition,
             .apply = is_base64},
    function{.name = "base64_decode", .form = "base64_decode(OBX-5.5)", .least = 1, .most = 1, .apply = base64_decode},
};

} // namespace

std::span<const function> hash_functions() {
    return all;
}

} // namespace vagus::expr
