#include "engine/deliver/file.hpp"

#include "engine/deliver/charset_field.hpp"
#include "engine/deliver/file/put.hpp"
#include "engine/runtime/io_pool.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

namespace vagus::deliver {
namespace asio = boost::asio;
using queue::attempt_result;

namespace {

constexpr std::string_view name_attribute = "name";
constexpr std::size_t longest_of_batch = 180; // a day and an id come into the name

attempt_result attempt_of(const file::put_result& done, const std::string& folder) {
    using kind = file::put_result::kind;
    attempt_result made;
    made.what = attempt_result::kind::answered;
    made.verdict = queue::judgement::delivered;
    switch (done.what) {
    case kind::written: made.bytes = "written"; break;
    case kind::same: made.bytes = "was there already, with the same content"; break;
    case kind::occupied:
        made.verdict = queue::judgement::dead_letter;
        made.bytes = "a file of this name is there already, with other content; it was left as it is";
        break;
    case kind::unusable:
        made.verdict = queue::judgement::dead_letter;
        made.bytes = "no file can have this name: " + done.words;
        break;
    case kind::failed:
        made.what = attempt_result::kind::connection;
        made.verdict.reset();
        made.bytes = "writing into " + folder + " failed: " + done.words;
        break;
    }
    return made;
}

// A disk may hang for as long as it likes: writing has a thread of its own, one an output, so that it holds up nobody
// else.
class file_sender final : public queue::sender {
  public:
    file_sender(const file_folder& how, std::string folder, std::shared_ptr<runtime::io_thread> disk,
                asio::io_context& context)
        : how_{how}
        , folder_{std::move(folder)}
        , disk_{std::move(disk)}
        , context_{context} {}

    asio::awaitable<attempt_result> send(const store::queued_delivery& delivery) override {
        attempt_result stopped;
        stopped.what = attempt_result::kind::stopped;
        if (stopping_) co_return stopped;
        auto beside = routes::decode_attributes(delivery.attributes);
        std::string name{beside ? routes::value_of(*beside, name_attribute) : std::string_view{}};
        auto body = delivery.body;
        co_return co_await written(std::move(name), std::move(body));
    }

    void stop() override { stopping_ = true; } // what is being written is written

  private:
    asio::awaitable<attempt_result> written(std::string name, std::shared_ptr<const std::string> body) {
        return asio::async_initiate<const asio::use_awaitable_t<>, void(attempt_result)>(
            [this, name = std::move(name), body = std::move(body)](auto handler) mutable {
                asio::post(disk_->context(), [this, name = std::move(name), body = std::move(body),
                                              handler = std::move(handler)]() mutable {
                    auto made = attempt_of(file::put(folder_, name, *body, how_.overwrite), folder_);
                    asio::post(context_, [handler = std::move(handler), made = std::move(made)]() mutable {
                        std::move(handler)(std::move(made));
                    });
                });
            },
            asio::use_awaitable);
    }

    const file_folder& how_;
    std::string folder_;
    std::shared_ptr<runtime::io_thread> disk_;
    asio::io_context& context_;
    bool stopping_ = false;
};

void stays_in_folder(const file_folder& read, const config::node& map, config::reading& context) {
    const auto& parts = read.name.value.parts;
    bool inside = !parts.empty() && (parts.front().hole || !parts.front().literal.starts_with('.'));
    for (const auto& part : parts) inside = inside && !part.literal.contains('/');
    if (!inside)
        context.found.error(map.find("name")->value, "VG1324", "this is no name of a file in the folder",
                            "a name has no '/' and does not begin with a dot: ${MSH-10}.hl7");
}

// Of many messages in one file none can name it, none can be in the way of another, and all must be messages.
void batches_are_of_messages(const file_folder& read, const config::node& map, config::reading& context) {
    if (!read.batch) return;
    const auto refuse = [&](const char* key, const char* what, const char* fix) {
        context.found.error(map.find(key)->value, "VG1329", what, fix);
    };
    const auto plain = [](const auto& part) { return !part.hole && part.literal == as_file_name(part.literal); };
    if (!std::ranges::all_of(read.name.value.parts, plain) || read.name.value.source.size() > longest_of_batch)
        refuse("name", "a file of many messages has no name of one of them",
               "write it out, in 180 letters at most: `lab.hl7` becomes lab-20260301-0200-ID.hl7");
    if (!read.body.value.empty() && read.body.value != "raw")
        refuse("body", "a batch is of messages as they are", "leave out `body`");
    if (read.overwrite) refuse("overwrite", "no file of a batch is ever written again", "leave out `overwrite`");
}

void bodies_are_utf_8(const file_folder& read, const config::node& map, config::reading& context) {
    if (read.charset.set == nullptr || read.body.value.empty() || read.body.value == "raw") return;
    context.found.error(map.find("charset")->value, "VG1327", "a body is always in UTF-8: `charset` is for `body: raw`",
                        "leave out one of the two");
}

} // namespace

std::string as_file_name(std::string_view value) {
    static constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : value) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || (c == '.' && !out.empty());
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            out += c;
        else
            out += {'%', hex[byte >> 4U], hex[byte & 15U]};
    }
    return out;
}

const config::fields<file_folder>& file_folder_fields() {
    static const auto stated =
        config::fields<file_folder>{"file", "Writes each message into a file of its own, there whole or not at all."}
            .required("folder", &file_folder::folder, config::text(),
                      "Where to. It must be there; relative to the configuration folder.")
            .required("name", &file_folder::name, routes::as_written(config::templated()),
                      "Name of the file, such as ${MSH-10}.hl7. In values all but letters, digits, '-', '_' and '.' "
                      "becomes %XX, and none may be empty. File names are seen by many: keep patients out of them.")
            .optional("body", &file_folder::body, routes::as_written(config::name()),
                      "`raw`: the message as the route left it; otherwise the name of a body.")
            .optional("charset", &file_folder::charset, charset_field(), charset_words)
            .optional("overwrite", &file_folder::overwrite, config::boolean(),
                      "Replace a file of the same name. Without it, one with other content makes a dead letter; the "
                      "same content is a repeat, and success.")
            .optional("batch", &file_folder::batch, config::maybe(config::object(file::batching_fields)),
                      "Many messages in one file, once a day. `name` is then that of all files, before its ending "
                      "comes the day: lab.hl7 becomes lab-20260301-0200-ID.hl7.")
            .check(stays_in_folder)
            .check(batches_are_of_messages)
            .check(bodies_are_utf_8);
    return stated;
}

const config::fields<file_output>& file_output_fields() {
    static const auto stated = config::fields<file_output>{"file output", "Writes each message into a file of its own."}
                                   .required("file", &file_output::file, config::object(file_folder_fields),
                                             "Writes each message into a file of its own, there whole or not at all.")
                                   .include(output_fields());
    return stated;
}

queue::opening file_output::open(const surroundings& around) const {
    auto folder = (around.folder / file.folder).string();
    if (file.batch) return open_batches(around, std::move(folder));
    return queue::make_sender{
        [this, folder, disk = std::shared_ptr<runtime::io_thread>{}](asio::io_context& context) mutable {
            if (!disk) {
                disk = std::make_shared<runtime::io_thread>();
                disk->start("vagus-files");
            }
            return std::make_unique<file_sender>(file, folder, disk, context);
        }};
}

queue::opening file_output::open_batches(const surroundings& around, std::string folder) const {
    const std::filesystem::path name{file.name.value.parts.front().literal};
    file::batches made{*file.batch, std::move(folder), name.stem().string(), name.extension().string(), around.local};
    const auto most = static_cast<std::size_t>(file.batch->max);
    return queue::windowed{most,
                           [made = std::move(made), &time = around.time,
                            &state = around.state](asio::io_context& context, queue::pipeline::owner& to) {
                               return file::make_batches(made, context, to, time, state);
                           },
                           queue::window{.items = most, .bytes = file::batch_bytes}};
}

routes::content file_output::wants() const {
    routes::content made{file.body, {}};
    made.in = file.charset;
    if (file.batch) return made;
    made.attributes.push_back({std::string{name_attribute}, file.name, true, as_file_name});
    return made;
}

std::string file_output::where() const {
    return file.folder;
}

} // namespace vagus::deliver
