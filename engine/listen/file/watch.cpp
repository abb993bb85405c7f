#include "engine/listen/file/watch.hpp"

#include "engine/listen/events.hpp"
#include "engine/listen/file.hpp"
#include "engine/runtime/pause.hpp"
#include "parsers/hl7/blanks.hpp"
#include "parsers/texts/messages_in.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

namespace vagus::listen::file {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

// How often it is looked whether there is room again: in memory, in the store; and how long a message waits that the
// store could not promise.
constexpr auto room_look = 10ms;
constexpr auto told_after = 1s; // of a wait for memory; a multiple of room_look
constexpr auto store_look = 100ms;
constexpr auto again_after = 1s;

constexpr std::string_view no_peer = "file"; // a file's name may be about a patient

drop::terms terms_of(const file_folder& how, const std::filesystem::path& home) {
    const auto from = home / how.path;
    places where{from, from / how.work, from / how.failed, std::nullopt};
    if (how.then.move) where.done = from / *how.then.move;
    return {std::move(where), how.pattern, how.order, how.settle};
}

std::string words_of(texts::framing fault) {
    switch (fault) {
    case texts::framing::whole: break;
    case texts::framing::cut_off: return "it is cut off inside a frame";
    case texts::framing::too_long: return "a frame in it is longer than any message may be";
    case texts::framing::stray: return "it has bytes outside of its frames";
    }
    return {};
}

bool is_hl7(const std::vector<std::string>& messages) {
    return std::ranges::any_of(messages, [](const auto& each) { return hl7::without_lead(each).starts_with("MSH"); });
}

} // namespace

watch::watch(intake::source from, const file_folder& how, const surroundings& around)
    : from_{std::move(from)}
    , how_{how}
    , around_{around}
    , folder_{(around.folder / how.path).string()}
    , home_{around.pool.next()}
    , drop_{terms_of(how, around.folder)}
    , tasks_{around.pool.at(home_).context(), around.report}
    , timer_{around.pool.at(home_).context()}
    , share_{around.in_flight} {}

void watch::start() {
    disk_.start("vagus-inbox");
    asio::post(tasks_.context(), [this] { tasks_.spawn("files", run()); });
}

void watch::stop(std::function<void()> then) {
    stopping_.store(true);
    asio::post(tasks_.context(), [this, then = std::move(then)]() mutable {
        timer_.cancel();
        tasks_.when_empty([this, then = std::move(then)] {
            disk_.stop(); // which has nothing more to do: what was replaced stays in memory, and without a thread
            then();
        });
    });
}

asio::awaitable<void> watch::run() {
    while (!stopping()) { // a file a turn, or a look
        const auto went = co_await take_next_or_say_why();
        share_.hold(0);
        say(went);
        if (stopping() || (went && *went)) continue;
        if (!went) open_ = false; // what lies in the work folder is found again, and gone on with
        co_await runtime::pause(timer_, went ? how_.every : std::min<config::duration>(how_.every, again_after));
    }
    // Whoever watches this folder from now on needs its lock.
    const auto closed = [this] {
        drop_.close();
        return true;
    };
    co_await on_disk(closed);
}

void watch::say(const step& went) {
    const auto now = went ? std::string{} : went.error();
    if (now == trouble_) return;
    if (went)
        around_.report(folder_usable{from_.name});
    else
        around_.report(folder_unusable{from_.name, now});
    trouble_ = now;
}

// What is thrown is a fault of the engine, or memory that it could not get: no reason never to look again.
asio::awaitable<watch::step> watch::take_next_or_say_why() {
    try {
        co_return co_await take_next();
    } catch (const std::exception& thrown) {
        co_return fail(std::string{"the engine could not go on with a file: "} + thrown.what());
    }
}

asio::awaitable<watch::step> watch::take_next() {
    if (!open_) {
        auto opened = co_await on_disk([this] { return drop_.open(); });
        if (!opened) co_return fail(std::move(opened.error()));
        open_ = true;
    }
    if (!co_await room_in_the_store()) co_return false;
    auto next = co_await on_disk([this] { return drop_.next(std::chrono::steady_clock::now()); });
    if (!next) co_return fail(std::move(next.error()));
    if (!*next) co_return false;
    co_return co_await work_off(std::move(**next));
}

asio::awaitable<watch::step> watch::work_off(claim which) {
    auto read = co_await read_whole(which);
    if (!read) co_return fail(std::move(read.error()));
    if (stopping()) co_return true;
    if (read->what == content::kind::too_long) co_return co_await set_aside(which, "it is longer than max_file");
    if (read->what == content::kind::unreadable) co_return co_await set_aside(which, "it cannot be read: " + read->why);
    auto found = texts::messages_in(read->bytes);
    read->bytes = std::string{}; // `{}` would keep the room it has
    if (found.frames != texts::framing::whole) co_return co_await set_aside(which, words_of(found.frames));
    if (found.wrong) co_return co_await set_aside(which, "a batch that is none: " + hl7::to_text(*found.wrong));
    if (!is_hl7(found.messages)) co_return co_await set_aside(which, "it holds no HL7 message");

    place at{which.id, 0, 0};
    const auto known = around_.intake.position(from_, position_source);
    if (const auto before = known ? read_place(*known) : std::nullopt; before && before->file == which.id) at = *before;
    while (at.messages < found.messages.size())
        if (!co_await take_message(found.messages[at.messages], which.as.size, at)) co_return true;

    if (at.refused > 0)
        co_return co_await set_aside(which, std::to_string(at.refused) + " of its " + std::to_string(at.messages) +
                                                " messages were refused; the others are taken");
    auto ended = co_await on_disk([this, &which] { return drop_.finish(which); });
    if (!ended) co_return fail(std::move(ended.error()));
    around_.report(file_taken{from_.name, which.id, static_cast<std::int64_t>(at.messages)});
    co_return true;
}

// Whoever writes it may still do so when it was taken: it has its own time to become quiet.
asio::awaitable<result<content, std::string>> watch::read_whole(claim& which) {
    for (;;) { // ends when it is quiet, or with the engine
        if (!co_await room_for(2 * std::min(which.as.size, how_.max_file))) co_return content{};
        auto read = co_await on_disk([this, &which] { return drop_.read(which, how_.max_file); });
        if (!read || read->what != content::kind::changing || stopping()) co_return read;
        which.as = read->as;
        co_await runtime::pause(timer_, std::max<config::duration>(how_.settle, room_look));
    }
}

asio::awaitable<bool> watch::take_message(const std::string& bytes, std::size_t beside, place& at) {
    const bool forgiving = how_.parse == hl7::strictness::lenient;
    const auto after = [&at](bool refused) { return place{at.file, at.messages + 1, at.refused + (refused ? 1 : 0)}; };
    const progress reached = [&after](bool refused) {
        return store::reached{std::string{position_source}, to_text(after(refused))};
    };
    const door in{around_.intake, from_, *around_.boxes[home_], share_};
    while (!stopping()) { // until the store has it
        if (!co_await room_in_the_store()) co_return false;
        // Files have the line ends of whoever wrote them; what leaves as HL7 has CR.
        auto message = forgiving ? texts::with_carriage_returns(bytes) : bytes;
        auto came = co_await listen::take(in, no_peer, std::move(message), beside, reached);
        if (came.verdict.what != intake::verdict::act::close) {
            at = after(came.refused);
            messages_.fetch_add(1, std::memory_order_relaxed);
            co_return true;
        }
        co_await runtime::pause(timer_, again_after);
    }
    co_return false;
}

asio::awaitable<watch::step> watch::set_aside(claim which, std::string reason) {
    auto ended = co_await on_disk([this, &which] { return drop_.set_aside(which); });
    if (!ended) co_return fail(std::move(ended.error()));
    around_.report(file_failed{from_.name, which.id, std::move(reason)});
    co_return true;
}

asio::awaitable<bool> watch::room_in_the_store() {
    while (!stopping() && !around_.intake.reads(from_)) co_await runtime::pause(timer_, store_look);
    co_return !stopping();
}

asio::awaitable<bool> watch::room_for(std::size_t bytes) {
    for (auto waited = 0ms; !stopping() && !share_.hold(bytes); waited += room_look) {
        if (waited == told_after) around_.report(input_waits{from_.name, static_cast<std::int64_t>(bytes)});
        co_await runtime::pause(timer_, room_look);
    }
    co_return !stopping();
}

} // namespace vagus::listen::file
