#include "engine/listen/file.hpp"

#include "engine/listen/file/watch.hpp"
#include "engine/store/limits.hpp"

#include <algorithm>
#include <utility>

namespace vagus::listen {
namespace {

using namespace std::chrono_literals;

// The smallest a file may be limited to, and the largest: it is read whole.
constexpr std::uint64_t least_file = limits::KiB;
constexpr std::uint64_t most_file = store::longest_body; // it may be one message

class file_receiver final : public receiver {
  public:
    file_receiver(intake::source from, const file_folder& how, const surroundings& around)
        : watch_{std::move(from), how, around} {}

    // Whether the folder can be used is found out at work, again and again: one that is away must not keep the other
    // inputs from starting.
    result<void, std::string> bind() override { return {}; }
    void start() override { watch_.start(); }
    void stop(std::function<void()> then) override { watch_.stop(std::move(then)); }
    receiver_status status() const override { return {0, watch_.messages()}; }
    std::string where() const override { return watch_.folder(); }

  private:
    file::watch watch_;
};

bool read_end(const config::node& written, config::reading& context, file_end& into) {
    if (written.kind == config::node::shape::scalar && written.text == "delete") {
        into.move.reset();
        return true;
    }
    if (written.kind == config::node::shape::map) {
        if (!config::check_keys(written, context, "then", {"move"}, {"move"})) return false;
        return config::text().read(written.entries.front().value, context, into.move.emplace());
    }
    const auto width = static_cast<std::uint32_t>(std::max<std::size_t>(written.text.size(), 1));
    context.found.add({written.at, width, config::level::error, "VG1211", "then is `delete` or `{ move: DIR }`",
                       "try: then: { move: done }"});
    return false;
}

config::type<file_end> end_type() {
    return {.read = read_end,
            .show = [](const file_end& what) { return what.move ? "{ move: " + *what.move + " }" : "delete"; },
            .schema =
                [](config::definitions& defs) {
                    boost::json::object move{{"type", "object"},
                                             {"properties", {{"move", config::text().schema(defs)}}},
                                             {"required", {"move"}},
                                             {"additionalProperties", false}};
                    return boost::json::object{{"anyOf", {boost::json::object{{"const", "delete"}}, std::move(move)}}};
                },
            .words = "`delete` or `{ move: DIR }`"};
}

} // namespace

const config::fields<file_folder>& file_folder_fields() {
    static const auto stated =
        config::fields<file_folder>{"file", "Takes the messages of files that others put into a folder."}
            .required("path", &file_folder::path, config::text(),
                      "The folder. It must be there; relative to the configuration folder.")
            .optional("pattern", &file_folder::pattern, config::text(),
                      "Which names, with * ? [ ], such as '*.hl7'. Never those that begin with a dot or end with .tmp, "
                      ".part, .partial or .filepart.")
            .optional("every", &file_folder::every, config::time_span(50ms, 24h), "How often it is looked.")
            .optional("settle", &file_folder::settle, config::time_span(0ms, 1h),
                      "A file is taken once its size and time have not changed for so long.")
            .optional("order", &file_folder::order,
                      config::choice<file::order>({{"time", file::order::time}, {"name", file::order::name}}),
                      "Which file goes first: the one that was changed first, or the first by name. One that is still "
                      "being written holds up those behind it.")
            .optional("then", &file_folder::then, end_type(),
                      "What becomes of a file whose messages are taken. Folders here are relative to `path`, are made "
                      "when they are not there, and must lie on its file system.")
            .optional("failed", &file_folder::failed, config::text(),
                      "Where files go that hold no HL7, or a message that was refused.")
            .optional("work", &file_folder::work, config::text(),
                      "Where a file is while its messages are taken: for one input of one engine.")
            .optional("max_file", &file_folder::max_file, config::size(least_file, most_file),
                      "Longest file taken: it is read whole. A longer one has failed.")
            .include(reading_fields());
    return stated;
}

std::unique_ptr<receiver> file_input::open(intake::source from, const surroundings& around) const {
    return std::make_unique<file_receiver>(std::move(from), file, around);
}

const config::fields<file_input>& file_input_fields() {
    static const auto stated =
        config::fields<file_input>{"file input", "Takes the messages of files that others put into a folder."}
            .required("file", &file_input::file, config::object(file_folder_fields),
                      "Takes the messages of files that others put into a folder.")
            .include(input_fields());
    return stated;
}

} // namespace vagus::listen
