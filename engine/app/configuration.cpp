#include "engine/app/configuration.hpp"

#include "base/clock.hpp"
#include "config/revision.hpp"
#include "config/side_files.hpp"
#include "engine/app/ack_check.hpp"
#include "engine/app/document_check.hpp"
#include "engine/app/response_check.hpp"
#include "engine/app/tls_check.hpp"
#include "parsers/zones/zone.hpp"
#include "routes/rejections.hpp"

#include <algorithm>
#include <utility>

namespace vagus::app {
namespace {

bool answers_before_routes(const listen::input& input) {
    const auto early = [](const intake::ack_policy& ack) { return ack.when == intake::ack_policy::after::stored; };
    return early(input.promise()) || std::ranges::any_of(input.special_promises(), early);
}

// Names of inputs of which some messages get an answer that no route can change.
std::vector<std::string> answering_before_routes(const document& whole) {
    std::vector<std::string> names;
    for (const auto& input : whole.inputs)
        if (input.value && answers_before_routes(*input.value)) names.push_back(input.name);
    return names;
}

intake::promises promises_of(const listen::input& input, configuration& made) {
    intake::promises given{{input.promise()}};
    const auto special = input.special_promises();
    for (std::size_t i = 0; i < special.size(); ++i) {
        const auto& match = input.ack.overrides[i].match;
        auto bound = routes::bind_condition(made.written, match, made.files.files, made.files.found);
        if (bound) given.of_some.push_back({std::move(*bound), {special[i]}});
    }
    return given;
}

routes::of_site of_site(const site& stated) {
    routes::of_site made;
    if (!stated.timezone.empty()) made.local = zones::zone::named(stated.timezone);
    for (const auto& each : stated.secrets) made.secrets.emplace(each.name, each.value);
    return made;
}

std::vector<routes::call_shape> call_shapes(const document& whole) {
    std::vector<routes::call_shape> all;
    for (const auto& each : whole.calls) all.push_back({each.name, deliver::wants(each.value)});
    return all;
}

routes::attribute_text literally(std::string name, const std::string& value) {
    routes::attribute_text made;
    made.name = std::move(name);
    made.value.value = {{{value, nullptr, 0}}, value};
    return made;
}

} // namespace

const config::fields<document>& document_fields() {
    static const auto stated =
        config::fields<document>{"configuration", "A Vagus configuration."}
            .required("version", &document::version, config::integer(1, 1), "Version of this language.")
            .optional("include", &document::include, config::list(config::text()),
                      "Further files, as patterns relative to this one.")
            .optional("packages", &document::packages, config::list_or_one(config::text()),
                      "Folders of YAML files that several sites share, the lowest layer first. A name of a later layer "
                      "takes the place of the same name in an earlier one, and the site's own files are above all.")
            .optional("site", &document::site, config::object(site_fields), "Settings of this installation.")
            .optional("tls", &document::tls, config::map_of(config::object(tls::profile_fields)),
                      "Certificates, by name, for the `tls` of inputs and outputs.")
            .optional("inputs", &document::inputs,
                      config::map_of(config::one_of_kinds<listen::input>("input", listen::input_kinds)),
                      "Where messages come from, by name.")
            .optional("outputs", &document::outputs,
                      config::map_of(config::one_of_kinds<deliver::output>("output", deliver::output_kinds)),
                      "Where messages go, by name.")
            .optional("calls", &document::calls, config::map_of(config::object(deliver::call_fields), config::name()),
                      "Questions to other systems about a message, by name, for the `needs` of routes.")
            .optional("tests", &document::tests, config::list(config::object(routes::test_case_fields)),
                      "Messages and what the rules must make of them; run by `vagus test`.")
            .include(routes::rules_fields())
            .check(check_document);
    return stated;
}

std::filesystem::path folder_of(const std::filesystem::path& folder_or_file) {
    std::error_code unknown; // what cannot be looked at is reported by the loader
    auto folder =
        std::filesystem::is_directory(folder_or_file, unknown) ? folder_or_file : folder_or_file.parent_path();
    return folder.empty() ? "." : folder;
}

store_stated stated_store(const std::filesystem::path& folder_or_file) {
    auto files = config::load(folder_or_file);
    site stated;
    config::findings none; // the running engine may have started from an earlier state of these files
    config::reading context{none};
    if (const auto* entry = files.root.find("site")) (void)site_fields().read(entry->value, context, stated);
    return {folder_of(folder_or_file) / stated.store.path, stated.store.encrypt_key};
}

std::filesystem::path store_folder_of(const std::filesystem::path& folder_or_file) {
    return stated_store(folder_or_file).folder;
}

configuration load(const std::filesystem::path& folder_or_file) {
    return check(config::load(folder_or_file), folder_of(folder_or_file));
}

configuration check(config::tree files, std::filesystem::path folder) {
    configuration made{std::move(folder), std::move(files), {}, {}, {}, nullptr};
    auto& found = made.files.found;
    // A tree that could not be read whole says nothing about names: follow-on findings would hide the cause.
    // A key that stands twice is there once.
    const auto hides = [](const config::finding& each) {
        return each.severity == config::level::error && each.code != "VG0003";
    };
    if (std::ranges::any_of(found.all(), hides)) return made;
    config::side_files beside{made.files, made.folder};
    config::reading context{found, &beside};
    (void)document_fields().read(made.files.root, context, made.written);
    made.files.revision = config::revision_of(made.files.files);

    made.written.of_site = of_site(made.written.site);
    check_tls(made.written, made.folder, system_clock().wall(), found);
    check_acknowledgements(made.written, found);
    check_responses(made.written, found);

    std::vector<std::string> inputs;
    for (const auto& input : made.written.inputs) {
        inputs.push_back(input.name);
        if (input.value) made.promises[input.name] = promises_of(*input.value, made);
        if (input.value)
            made.dedup_keys[input.name] =
                routes::bind_keys(made.written, input.value->dedup.key, "to be known by", made.files.files, found);
    }
    made.index_keys =
        routes::bind_keys(made.written, made.written.site.index, "to be found by", made.files.files, found);
    std::vector<routes::output_shape> outputs;
    for (const auto& output : made.written.outputs) {
        auto keys = output.value ? output.value->how.per_key : std::vector<config::located<path::path>>{};
        auto wants = output.value ? output.value->wants() : routes::content{};
        if (!wants.revision.empty()) wants.attributes.push_back(literally(wants.revision, made.files.revision));
        outputs.push_back({output.name, std::move(keys), std::move(wants)});
    }
    routes::check_rejections(made.written, answering_before_routes(made.written), found);
    routes::check_names(made.written.tests, made.written, inputs, outputs, found);
    made.rules = routes::program::compile(made.written, std::move(inputs), std::move(outputs), made.files.files, found,
                                          replying_inputs(made.written), call_shapes(made.written));
    if (found.any_error()) made.rules = nullptr;
    return made;
}

boost::json::value editor_schema() {
    auto whole = document_fields().schema();
    whole.as_object().erase("required");
    return whole;
}

} // namespace vagus::app
