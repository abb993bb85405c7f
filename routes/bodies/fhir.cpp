// fhir: R4, a Bundle as it is written: bundle, entries. What runs is in bundle.cpp.
#include "routes/binding.hpp"
#include "routes/bodies/bundle.hpp"
#include "routes/bodies/source.hpp"

#include <algorithm>
#include <utility>

namespace vagus::routes::bodies {
namespace {

using config::node;

enum class release : std::uint8_t { r4 };

struct written_entry {
    node id, key, match, if_none_exist, resource, loop, lets, only_if;
    same_key on_same_key = same_key::fail;
};

struct fhir_source final : source {
    release version = release::r4;
    bundle_type type = bundle_type::transaction;
    std::vector<config::located<written_entry>> entries;

    std::shared_ptr<const body> compile(const std::string& name, binding& names) const override;
};

bool there(const node& from) {
    return from.kind != node::shape::nothing;
}

const config::fields<written_entry>& entry_fields() {
    static const auto stated =
        config::fields<written_entry>{"entry", "A resource of the bundle, or one for every turn of its $for."}
            .optional("$for", &written_entry::loop, any_tree(), "A segment, field or group: one resource for each.")
            .optional("$let", &written_entry::lets, any_tree(), "Values with a name: NAME: EXPRESSION, read as $NAME.")
            .optional("$if", &written_entry::only_if, any_tree(), "Only where this holds.")
            .optional("id", &written_entry::id, any_tree(), "What ref('...') calls it; text with ${...}.")
            .optional("key", &written_entry::key, any_tree(),
                      "[SYSTEM, VALUE, ...]: what it is known by. Its id is made of them, and it is sent with PUT.")
            .optional("on_same_key", &written_entry::on_same_key,
                      config::choice<same_key>(
                          {{"fail", same_key::fail}, {"number", same_key::number}, {"merge", same_key::merge}}),
                      "A key that came already in this message: the message fails, the later one is counted on, or "
                      "both become one.")
            .optional("match", &written_entry::match, any_tree(),
                      "Instead of a key: the search for what this replaces. Where it finds nothing, the resource is "
                      "made, with an id of the server's; sent with PUT.")
            .optional("if_none_exist", &written_entry::if_none_exist, any_tree(),
                      "Instead of a key: the search that must find nothing, or the resource found is left as it is; "
                      "sent with POST.")
            .required("resource", &written_entry::resource, any_tree(), "The resource: its resourceType and elements.")
            .check([](const written_entry& read, const node& map, config::reading& context) {
                if (there(read.key) + there(read.match) + there(read.if_none_exist) != 1)
                    context.found.error(map, "VG2024", "an entry has one of `key`, `match` and `if_none_exist`",
                                        "without any, each sending would make another resource");
                else if (read.on_same_key == same_key::number && !there(read.key))
                    context.found.error(map.find("on_same_key")->value, "VG2024", "only a key can be counted on",
                                        "give the entry a `key`, or say on_same_key: merge");
            });
    return stated;
}

const config::fields<fhir_source>& fhir_fields() {
    static const auto stated =
        config::fields<fhir_source>{"fhir", "A FHIR Bundle."}
            .required("fhir", &fhir_source::version, config::choice<release>({{"R4", release::r4}}), "Release of FHIR.")
            .optional(
                "bundle", &fhir_source::type,
                config::choice<bundle_type>({{"transaction", bundle_type::transaction}, {"batch", bundle_type::batch}}),
                "`transaction`: all or nothing. `batch`: each for itself.")
            .required("entries", &fhir_source::entries, config::list(config::with_place(config::object(entry_fields))),
                      "The resources.");
    return stated;
}

// The head of an entry as the map that a tree would have.
node head_of(const written_entry& from, const config::place& at) {
    node map;
    map.kind = node::shape::map;
    map.at = at;
    const auto add = [&](const char* key, const node& value) {
        if (there(value)) map.entries.push_back({key, value.at, value, {}, {}});
    };
    add("$for", from.loop);
    add("$let", from.lets);
    add("$if", from.only_if);
    return map;
}

// resourceType stands first, as text without holes: url and id are made of it.
std::optional<std::string> type_of(const node& resource, binding& names) {
    const auto* type = resource.kind == node::shape::map ? resource.find("resourceType") : nullptr;
    if (!type) {
        names.found().error(resource, "VG2025", "a resource says its resourceType here",
                            "write it beside its elements, not in a part");
        return std::nullopt;
    }
    const auto& name = type->value.text;
    const bool word = !name.empty() && name[0] >= 'A' && name[0] <= 'Z' && std::ranges::all_of(name, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    });
    if (!word) {
        names.found().error(type->value, "VG2025", "not a type of resource", "such as Patient");
        return std::nullopt;
    }
    if (const auto* id = resource.find("id")) {
        names.found().error(id->key_at, "VG2025", "the id of a resource is made of its key", "leave it out");
        return std::nullopt;
    }
    return name;
}

// A part of a key may be a bare alias or path's value: $mrn means ${$mrn} here, since letters would be the same for
// all.
std::optional<expr::text_template> compile_key_part(const node& from, const setting& in, binding& names) {
    const bool bare = from.kind == node::shape::scalar && from.text.starts_with('$') && !from.text.starts_with("${") &&
                      !from.text.starts_with("$$");
    if (bare) {
        expr::expression made;
        config::reading context{names.found()};
        if (!config::expression(in.around).read(from, context, made)) return std::nullopt;
        auto bound = names.bind(made, from, in.variables);
        if (!bound) return std::nullopt;
        return expr::text_template{{{{}, bound->root, 0}}, from.text};
    }
    return compile_text(from, in, names);
}

bool compile_key(const written_entry& from, const setting& in, binding& names, entry& into) {
    if (!there(from.key)) {
        into.creates_only = there(from.if_none_exist);
        auto text = compile_text(into.creates_only ? from.if_none_exist : from.match, in, names);
        if (text) into.search = std::move(*text);
        return text.has_value();
    }
    config::reading context{names.found()};
    if (from.key.kind != node::shape::sequence || from.key.items.empty())
        return config::wrong_shape(from.key, context, "a list such as [\"urn:oid:1.2.36.1\", \"${PID-3.1}\"]");
    for (const auto& item : from.key.items) {
        auto text = compile_key_part(item, in, names);
        if (!text) return false;
        into.key.push_back(std::move(*text));
    }
    return true;
}

// An entry without its resource, which may refer to entries behind it.
struct begun {
    entry made;
    setting inside;
    const node* resource;
};

std::optional<begun> begin_entry(const config::located<written_entry>& from, setting in, binding& names) {
    entry made;
    made.where = names.text_of(from.at);
    auto type = type_of(from.value.resource, names);
    auto before = compile_head(head_of(from.value, from.at), in, names);
    if (!type || !before) return std::nullopt;
    made.type = std::move(*type);
    made.before = std::move(*before);
    made.before.where = made.where;
    made.on_same_key = from.value.on_same_key;
    if (there(from.value.id)) {
        auto id = compile_text(from.value.id, in, names);
        if (!id) return std::nullopt;
        made.id = std::move(*id);
    }
    if (!compile_key(from.value, in, names, made)) return std::nullopt;
    in.around.entries = true;
    in.element = made.type;
    return begun{std::move(made), std::move(in), &from.value.resource};
}

entry_ids ids_of(const std::vector<begun>& all) {
    entry_ids ids;
    for (const auto& [made, inside, resource] : all) {
        if (made.id.parts.empty()) continue;
        ids.outlines.push_back(expr::outline_of(made.id));
        ids.written.push_back(made.id.source);
    }
    return ids;
}

std::shared_ptr<const body> fhir_source::compile(const std::string& name, binding& names) const {
    std::size_t places = 0;
    setting in;
    in.speaks = dialect::fhir;
    in.places = &places;
    std::vector<begun> all;
    bool good = true;
    for (const auto& each : entries) {
        auto one = begin_entry(each, in, names);
        good = good && one;
        if (one) all.push_back(std::move(*one));
    }
    const auto ids = ids_of(all);
    names.entries_are(good ? &ids : nullptr); // what is missing for another reason is not missed here
    std::vector<entry> done;
    for (auto& each : all) {
        auto resource = compile_tree(*each.resource, std::move(each.inside), names);
        good = good && resource;
        if (!resource) continue;
        each.made.resource = std::move(*resource);
        done.push_back(std::move(each.made));
    }
    names.entries_are(nullptr);
    return good ? std::make_shared<const bundle>(name, type, std::move(done)) : nullptr;
}

} // namespace

std::string entry_reference() {
    return entry_fields().reference();
}

config::kind<source> fhir_kind() {
    return config::kind_of<source, fhir_source>("fhir", fhir_fields);
}

} // namespace vagus::routes::bodies
