#include "routes/steps/paths.hpp"

#include "parsers/path/write.hpp"

namespace vagus::routes {

config::type<written_path> path_type() {
    return as_written(config::hl7_path());
}

std::string titled(std::string_view kind, const std::vector<const written_path*>& paths) {
    std::string out{kind};
    for (const auto* each : paths) out += (each == paths.front() ? " " : ", ") + path::to_text(each->value);
    return out;
}

bool holds_delimiter(const written<expr::text_template>& text, const std::string& instead, binding& names) {
    for (const auto& part : text.value.parts) {
        auto at = part.hole ? std::string::npos : part.literal.find_first_of("^~");
        if (at == std::string::npos) continue;
        names.found().error(text.source.place_of(part.offset + at), "VG2006",
                            std::string{"'"} + part.literal[at] +
                                "' is text here and would be escaped, not a delimiter",
                            "try: " + instead + " for components, ${'ICU^101'} for these letters");
        return true;
    }
    return false;
}

std::optional<path::path> bind_target(const written_path& p, binding& names) {
    auto bound = names.bind(p);
    if (!bound) return bound;
    if (auto why = path::never_writable(*bound)) {
        names.found().error(p.source, "VG2008", std::move(*why));
        return std::nullopt;
    }
    if (bound->segment == "MSH" && bound->field == 18U) {
        names.found().error(p.source, "VG2033",
                            path::to_text(*bound) + " names the character set, and steps do not convert",
                            "say `charset` at the output: it converts the message, and MSH-18 then says so");
        return std::nullopt;
    }
    return bound;
}

std::optional<path::path> bind_source(const written_path& p, binding& names) {
    auto bound = names.bind(p);
    if (!bound || !path::is_new(*bound)) return bound;
    names.found().error(p.source, "VG2009", path::to_text(*bound) + " names nothing that can be read",
                        "[new] is for writing; the newest is [last]");
    return std::nullopt;
}

} // namespace vagus::routes
