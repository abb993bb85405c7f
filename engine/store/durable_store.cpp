// The store put together: the order in which its parts come up, and in which they go down.
#include "engine/store/at_once.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/continuations.hpp"
#include "engine/store/depths.hpp"
#include "engine/store/events.hpp"
#include "engine/store/far_settles.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/headroom.hpp"
#include "engine/store/keys.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/memories.hpp"
#include "engine/store/positions.hpp"
#include "engine/store/reader.hpp"
#include "engine/store/recorder.hpp"
#include "engine/store/recovery.hpp"
#include "engine/store/remembered.hpp"
#include "engine/store/request_queue.hpp"
#include "engine/store/retention.hpp"
#include "engine/store/segments.hpp"
#include "engine/store/sequences.hpp"
#include "engine/store/store.hpp"
#include "engine/store/subscriptions.hpp"
#include "engine/store/upkeep.hpp"
#include "engine/store/watchers.hpp"
#include "engine/store/writer.hpp"

#include <atomic>
#include <future>
#include <system_error>
#include <utility>

namespace vagus::store {
namespace {

// Before anything is read as what it may not be.
const settings& with_its_key(const settings& how) {
    check_key(how.folder);
    return how;
}

class durable_store final : public store {
  public:
    durable_store(const settings& how, const clock& time, reporter& report);
    ~durable_store() override;

    const recovered& recovery() const override { return recovery_; }
    std::uint32_t number(name_kind kind, std::string_view name) override { return catalog_.number(kind, name); }
    void learn(const std::vector<named>& names) override { catalog_.learn(names); }
    bool rename(name_kind kind, std::string_view old, std::string_view fresh) override {
        return catalog_.rename(kind, old, fresh);
    }
    std::string name(std::uint32_t number) const override { return catalog_.name(number); }
    std::uint32_t known_number(name_kind kind, std::string_view name) const override {
        return catalog_.known_number(kind, name);
    }
    result<std::uint32_t, store_error> begin_revision(const new_revision& what) override;
    std::vector<revision_entry> revisions() const override { return catalog_.ran(); }
    std::optional<std::string> files_of_revision(std::int64_t entry) const override { return catalog_.files_of(entry); }
    void subscribe(std::uint32_t output, mailbox& box, subscriptions::handler handler) override {
        outputs_.add(output, box, std::move(handler));
    }

    void on_resolved(std::uint32_t output, mailbox& box, subscriptions::resolved handler) override {
        outputs_.add_resolved(output, box, std::move(handler));
    }

    void accept(new_message message, mailbox& box,
                std::move_only_function<void(result<receipt, store_error>)> done) override {
        push(accept_request{std::move(message), &box, std::move(done), {}}, urgency::now);
    }
    void settle(attempt what, bool awaited, mailbox& box,
                std::move_only_function<void(result<void, store_error>)> done) override {
        push(settle_request{std::move(what), &box, std::move(done)}, awaited ? urgency::now : urgency::rides);
    }
    void watch(message_id message, mailbox& box, std::weak_ptr<const watcher> whom,
               std::move_only_function<void(result<std::vector<settlement>, store_error>)> done) override {
        push(watch_request{message, &box, std::move(whom), std::move(done), {}}, urgency::now);
    }
    void withdraw(message_id message, std::vector<delivery_ref> which, std::string receipt, std::string reason,
                  mailbox& box, std::move_only_function<void(result<void, store_error>)> done) override {
        push(withdraw_request{message, std::move(which), std::move(receipt), std::move(reason), &box, std::move(done)},
             urgency::now);
    }
    std::optional<std::string> position(std::uint32_t input, std::string_view source) const override {
        return places_.find(input, source);
    }
    std::optional<std::string> recalled(std::uint32_t memory, const memory_key& key) const override {
        return known_.find(memory, key);
    }
    void bound_memory(std::uint32_t memory, const memory_bounds& by) override { known_.bound(memory, by); }
    bool knows_memory(std::uint32_t memory) const override { return known_.knows(memory); }
    void go_on_from(std::uint32_t input, reached where, mailbox& box,
                    std::move_only_function<void(result<void, store_error>)> done) override {
        push(position_request{input, std::move(where), &box, std::move(done)}, urgency::now);
    }
    void expect_settle() override { queue_.expect_settle(); }
    void note(std::string_view kind, std::uint32_t input, std::optional<message_id> message,
              std::string bytes) override {
        push(note_request{std::string{kind}, input, message, std::move(bytes)}, urgency::rides);
    }
    void resolve(delivery_ref at, delivery_state to, std::string reason, std::optional<new_message> replacement,
                 mailbox& box, std::move_only_function<void(result<bool, store_error>)> done) override {
        push(resolve_request{at, to, std::move(reason), std::move(replacement), &box, std::move(done)}, urgency::now);
    }

    std::optional<open_series> waiting_series(std::uint32_t input, std::uint64_t pointer) const override {
        return fragments_.find(input, pointer);
    }
    std::optional<open_series> overdue_series() const override { return fragments_.overdue(time_.steady()); }
    std::size_t open_fragments(std::uint32_t input) const override { return fragments_.open(input); }
    void fragments_of(open_series which, mailbox& box, std::move_only_function<void(series_bodies)> done) override {
        reader_.fragments_of(which, box, std::move(done));
    }

    void pending_after(std::uint32_t output, delivery_ref after, std::size_t most, std::size_t most_bytes, mailbox& box,
                       std::move_only_function<void(std::vector<queued_delivery>)> done) override {
        reader_.pending_after(output, after, most, most_bytes, box, std::move(done));
    }
    void newest_delivery(mailbox& box, std::move_only_function<void(delivery_ref)> done) override {
        reader_.newest_delivery(box, std::move(done));
    }
    void undecided_dead(std::uint32_t output, std::size_t most, mailbox& box,
                        std::move_only_function<void(std::vector<dead_mark>)> done) override {
        reader_.undecided_dead(output, most, box, std::move(done));
    }
    void dead_letters(dead_query what, mailbox& box, page_of<dead_letter> done) override {
        reader_.dead_letters(what, box, std::move(done));
    }
    void messages(message_query what, mailbox& box, page_of<message_id> done) override {
        reader_.messages(std::move(what), box, std::move(done));
    }
    void delivered(delivered_query what, mailbox& box, page_of<delivered_row> done) override {
        reader_.delivered(what, box, std::move(done));
    }
    void message_of(message_id id, mailbox& box,
                    std::move_only_function<void(std::optional<stored_message>)> done) override {
        reader_.message_of(id, box, std::move(done));
    }
    void wire_events(std::uint32_t input, std::size_t most, mailbox& box,
                     std::move_only_function<void(std::vector<wire_event>)> done) override {
        reader_.wire_events(input, most, box, std::move(done));
    }
    void wire_event_at(delivery_ref at, mailbox& box,
                       std::move_only_function<void(std::optional<wire_event>)> done) override {
        reader_.wire_event_at(at, box, std::move(done));
    }
    queue_depth depth(std::uint32_t output) const override { return counts_.of(output); }
    disk_room room() const override { return room_.now(); }
    const store_meters& counted() const override { return counted_; }
    bool hold_legally(std::uint32_t segment, bool held) override;
    void believe_clock() override { old_.believe_clock(); }
    result<void, store_error> put_hold(std::uint32_t output, std::optional<hold> what) override;
    std::optional<hold> hold_of(std::uint32_t output) const override { return catalog_.hold_of(output); }

    void on_undecided(std::function<void(const store_error&)> handler) override { undecided_ = std::move(handler); }
    void close() override;

  private:
    void push(request what, urgency when);
    void pass_the_writer();
    void give_up(store_error why);
    void stop_threads();
    [[nodiscard]] recovered recover();
    [[nodiscard]] bool finish_settles();

    const settings how_;
    const clock& time_;
    reporter& report_;
    folder_lock lock_;
    headroom room_;
    store_meters counted_;
    catalog catalog_;
    segments files_;
    depths counts_;
    remembered seen_;
    sequences numbers_;
    continuations fragments_;
    positions places_;
    memories known_;
    std::vector<far_settle> unfinished_; // of an earlier life
    const recovered recovery_;           // after what it fills, before the threads
    subscriptions outputs_;
    watchers waiting_;
    request_queue queue_;
    recorder recorder_;
    const bool finished_; // before anybody reads a queue
    std::function<void(const store_error&)> undecided_;
    std::atomic<bool> failed_ = false;
    bool closed_ = false;
    reader reader_;
    writer writer_;
    retention old_;
    upkeep upkeep_;
};

durable_store::durable_store(const settings& how, const clock& time, reporter& report)
    : how_{how}
    , time_{time}
    , report_{report}
    , lock_{how.folder}
    , room_{with_its_key(how), report}
    , catalog_{how.folder}
    , files_{how, catalog_, time, report}
    , seen_{[this](std::uint32_t input) {
        const auto named = how_.remembered_of.find(catalog_.name(input));
        return named == how_.remembered_of.end() ? how_.remembered : named->second;
    }}
    , known_{[this](std::uint32_t memory) -> std::optional<memory_bounds> {
                 const auto named = how_.memories.find(catalog_.name(memory));
                 return named == how_.memories.end() ? std::nullopt : std::optional{named->second};
             },
             report, [this](std::uint32_t memory) { return catalog_.name(memory); }}
    , recovery_{recover()}
    , queue_{how}
    , recorder_{files_,
                seen_,
                numbers_,
                fragments_,
                places_,
                known_,
                counts_,
                outputs_,
                waiting_,
                time,
                catalog_.store_number()}
    , finished_{finish_settles()}
    , reader_{how.folder, catalog_, counts_, files_.opening(), report, [this](const store_error& why) { give_up(why); }}
    , writer_{queue_,  recorder_, files_,
              counts_, outputs_,  waiting_,
              room_,   counted_,  [this](const store_error& why) { give_up(why); }}
    , old_{how, catalog_, files_, counts_, fragments_, known_, room_, queue_, time, report}
    , upkeep_{room_, old_, time, report} {}

durable_store::~durable_store() {
    if (!closed_) stop_threads();
}

recovered durable_store::recover() {
    auto begun = time_.steady();
    auto clean = catalog_.was_clean();
    if (clock_jumped(catalog_.marks(), marks_of(time_))) catalog_.doubt_clock(time_.wall(), catalog_.live_then());
    if (auto taken = catalog_.restored_from()) report_(store_restored{taken});
    catalog_.mark(false, time_);
    auto left = vagus::store::recover(how_, catalog_, time_, counts_, seen_, numbers_, fragments_, places_, known_);
    // A word that has had its time may have hidden an older one: both may be in files yet, or only the older.
    if (!catalog_.clock_doubted()) known_.forget_old(time_.wall());
    unfinished_ = std::move(left.unfinished);
    auto took = std::chrono::duration_cast<std::chrono::milliseconds>(time_.steady() - begun);
    report_(store_opened{clean, counts_.pending(), seen_.size(), took.count()});
    return {clean, counts_.pending(), seen_.size(), took, std::move(left.awaiting)};
}

bool durable_store::finish_settles() {
    if (unfinished_.empty()) return true;
    recorder_.finish(std::exchange(unfinished_, {}));
    files_.commit();
    recorder_.committed();
    counts_.publish();
    return true;
}

void durable_store::push(request what, urgency when) {
    auto why = queue_.push(what, when);
    if (!why) return;
    if (std::holds_alternative<note_request>(what)) counted_.notes_lost.add();
    outbox out;
    refuse(what, *why, out);
    out.post();
}

// What was recorded before anybody knew of the hold is durable before it is confirmed, and so came before it.
bool durable_store::hold_legally(std::uint32_t segment, bool held) {
    if (!catalog_.hold_legally(segment, held)) return false;
    if (held) pass_the_writer();
    return true;
}

// Returns when all is durable, or refused, that the writer had in hand.
void durable_store::pass_the_writer() {
    static at_once answers; // nothing but a way: it may outlast this
    std::promise<void> passed;
    auto answer = passed.get_future();
    const attempt of_nothing; // no segment has the number 0
    push(settle_request{of_nothing, &answers,
                        [passed = std::move(passed)](const result<void, store_error>&) mutable { passed.set_value(); }},
         urgency::now);
    answer.wait();
}

result<void, store_error> durable_store::put_hold(std::uint32_t output, std::optional<hold> what) {
    try {
        catalog_.put_hold(output, std::move(what));
        return {};
    } catch (const std::exception& error) {
        return fail(store_error{store_error::kind::full, error.what(), trouble_of(error)});
    }
}

result<std::uint32_t, store_error> durable_store::begin_revision(const new_revision& what) {
    try {
        return catalog_.begin(what);
    } catch (const std::exception& error) {
        return fail(store_error{store_error::kind::full, error.what(), trouble_of(error)});
    }
}

void durable_store::give_up(store_error why) {
    if (failed_.exchange(true)) return;
    if (why.why == trouble::undecided && how_.on->read_only(how_.folder)) why.why = trouble::read_only;
    queue_.stop(why);
    report_(store_undecided{why.text});
    if (undecided_) undecided_(why);
}

void durable_store::stop_threads() {
    upkeep_.stop();
    queue_.stop({store_error::kind::closed, "the store is closed"});
    writer_.join();
    reader_.stop();
}

void durable_store::close() {
    if (std::exchange(closed_, true)) return;
    stop_threads();
    if (failed_) return; // what is on the disk is for the next start to find out
    try {
        files_.close();
        catalog_.mark(true, time_);
    } catch (const std::exception& error) {
        // On a full disk the logs stay as they are, and the next start reads them: nothing is undecided.
        if (trouble_of(error) != trouble::full)
            give_up({store_error::kind::undecided, error.what(), trouble_of(error)});
    }
}

void make_folder(const std::filesystem::path& folder) {
    if (std::filesystem::create_directories(folder)) sync_folder(std::filesystem::absolute(folder).parent_path());
}

std::string words(const std::exception& error, trouble what) {
    if (dynamic_cast<const refusal*>(&error) != nullptr) return error.what(); // it says itself what to do
    return "the store cannot be used: " + std::string{error.what()} + ". " + cure_of(what);
}

} // namespace

result<std::unique_ptr<store>, cannot_open> store::open(const settings& how, const clock& time, reporter& report) {
    // On a full disk the second attempt has the ballast's room: what is queued can go out, which may be what makes
    // room.
    for (bool again = false;; again = true) {
        try {
            make_folder(how.folder);
            return std::make_unique<durable_store>(how, time, report);
        } catch (const std::exception& error) {
            auto what = trouble_of(error);
            if (what == trouble::undecided && how.on->read_only(how.folder)) what = trouble::read_only;
            if (!again && what == trouble::full && how.on->release(how.folder / ballast_name)) continue;
            return fail(cannot_open{what, words(error, what)});
        }
    }
}

} // namespace vagus::store
