// A store in memory with the contract's order and timing, for tests of what works on a store: callbacks come when the
// test says commit(), never before.
#pragma once

#include "engine/store/store.hpp"

#include <map>
#include <utility>

namespace vagus::tests {

// Work is run by run(), on the test's thread.
class queue_mailbox final : public store::mailbox {
  public:
    void post(std::vector<std::move_only_function<void()>> work) override {
        for (auto& item : work) waiting.push_back(std::move(item));
    }
    std::vector<std::move_only_function<void()>> waiting;
};

class fake_store final : public store::store {
  public:
    using done_accept = std::move_only_function<void(result<vagus::store::receipt, vagus::store::store_error>)>;
    using done_settle = std::move_only_function<void(result<void, vagus::store::store_error>)>;

    struct row {
        vagus::store::queued_delivery delivery;
        vagus::store::delivery_state state = vagus::store::delivery_state::pending;
        std::vector<vagus::store::attempt> attempts;
    };
    std::map<vagus::store::delivery_ref, row> rows;
    int settles_awaited = 0;
    int settles_expected = 0;
    bool full = false;         // for what a settle brings
    bool hold_settles = false; // settles stay uncommitted until release_settles()

    // A delivery becomes durable; subscribers hear of it when `post` is true (false: it was there before this life).
    void add(std::uint32_t output, std::vector<std::uint64_t> keys, std::string body, bool post = true) {
        vagus::store::queued_delivery made;
        made.at = {1, static_cast<std::int64_t>(rows.size()) + 1};
        made.message = {1, 0, 1, static_cast<std::uint32_t>(made.at.row)};
        made.output = output;
        made.keys = std::move(keys);
        made.body = std::make_shared<const std::string>(std::move(body));
        rows[made.at].delivery = made;
        if (post) this->post(made.at);
    }
    void post(vagus::store::delivery_ref at) {
        const auto& made = rows.at(at).delivery;
        auto& to = subscribers_.at(made.output);
        std::vector<std::move_only_function<void()>> work;
        work.emplace_back([&to, made] { to.second({made}); });
        to.first->post(std::move(work));
    }
    void release_settles() {
        hold_settles = false;
        for (auto& settle : std::exchange(held_, {})) settle();
    }

    const vagus::store::recovered& recovery() const override { return recovered_; }
    std::uint32_t number(vagus::store::name_kind /*kind*/, std::string_view name) override {
        return numbers_.emplace(std::string{name}, static_cast<std::uint32_t>(numbers_.size()) + 1).first->second;
    }
    void learn(const std::vector<vagus::store::named>& names) override {
        for (const auto& each : names) static_cast<void>(number(each.kind, each.name));
    }
    bool rename(vagus::store::name_kind /*kind*/, std::string_view /*old*/, std::string_view /*fresh*/) override {
        return false;
    }
    std::string name(std::uint32_t /*number*/) const override { return {}; }
    std::uint32_t known_number(vagus::store::name_kind /*kind*/, std::string_view name) const override {
        const auto known = numbers_.find(std::string{name});
        return known == numbers_.end() ? 0 : known->second;
    }
    vagus::result<std::uint32_t, vagus::store::store_error>
    begin_revision(const vagus::store::new_revision& /*what*/) override {
        return 1;
    }
    std::vector<vagus::store::revision_entry> revisions() const override { return {}; }
    std::optional<std::string> files_of_revision(std::int64_t /*entry*/) const override { return {}; }

    void subscribe(std::uint32_t output, vagus::store::mailbox& box,
                   std::function<void(std::vector<vagus::store::queued_delivery>)> handler) override {
        subscribers_[output] = {&box, std::move(handler)};
    }
    void on_resolved(std::uint32_t output, vagus::store::mailbox& box,
                     std::function<void(std::vector<vagus::store::delivery_ref>)> handler) override {
        resolved_[output] = {&box, std::move(handler)};
    }
    // A person decides about a dead delivery.
    void resolve(vagus::store::delivery_ref at) {
        auto& dead = rows.at(at);
        dead.state = vagus::store::delivery_state::discarded;
        auto& to = resolved_.at(dead.delivery.output);
        std::vector<std::move_only_function<void()>> work;
        work.emplace_back([&to, at] { to.second({at}); });
        to.first->post(std::move(work));
    }
    // Kept for the test to look at; answered only when the test commits.
    void accept(vagus::store::new_message message, vagus::store::mailbox& box, done_accept done) override {
        accepted.push_back(std::move(message));
        uncommitted_.push_back({&box, std::move(done)});
    }
    std::vector<vagus::store::new_message> accepted;
    void commit(result<vagus::store::receipt, vagus::store::store_error> what) {
        for (auto& waiting : std::exchange(uncommitted_, {})) {
            std::vector<std::move_only_function<void()>> work;
            work.emplace_back([done = std::move(waiting.second), what]() mutable { done(what); });
            waiting.first->post(std::move(work));
        }
    }

    void settle(vagus::store::attempt what, bool awaited, vagus::store::mailbox& box, done_settle done) override {
        settles_awaited += awaited ? 1 : 0;
        if (full && what.brings) {
            std::vector<std::move_only_function<void()>> work;
            work.emplace_back([done = std::move(done)]() mutable {
                using error = vagus::store::store_error;
                done(fail(error{error::kind::full, "no room"}));
            });
            return box.post(std::move(work));
        }
        auto apply = [this, what = std::move(what), &box, done = std::move(done)]() mutable {
            auto& settled = rows.at(what.at);
            settled.state = what.state;
            settled.delivery.tries = what.tries;
            settled.delivery.next = what.next;
            settled.attempts.push_back(std::move(what));
            if (!done) return;
            std::vector<std::move_only_function<void()>> work;
            work.emplace_back([done = std::move(done)]() mutable { done({}); });
            box.post(std::move(work));
        };
        if (hold_settles) {
            held_.emplace_back(std::move(apply));
        } else {
            apply();
        }
    }
    // As the test has them; told of later ones by tell().
    void watch(message_id message, vagus::store::mailbox& box, std::weak_ptr<const vagus::store::watcher> whom,
               std::move_only_function<void(result<std::vector<vagus::store::settlement>, vagus::store::store_error>)>
                   done) override {
        ear = std::move(whom);
        std::vector<std::move_only_function<void()>> work;
        work.emplace_back([done = std::move(done), found = standing[message]]() mutable { done(std::move(found)); });
        box.post(std::move(work));
    }
    void tell(const vagus::store::settlement& what) const {
        if (const auto handler = ear.lock()) (*handler)(what);
    }
    void withdraw(message_id message, std::vector<vagus::store::delivery_ref> which, std::string receipt,
                  std::string /*reason*/, vagus::store::mailbox& box, done_settle done) override {
        withdrawn.push_back({message, std::move(which), std::move(receipt)});
        std::vector<std::move_only_function<void()>> work;
        work.emplace_back([done = std::move(done)]() mutable { done({}); });
        box.post(std::move(work));
    }
    std::map<message_id, std::vector<vagus::store::settlement>> standing;
    std::weak_ptr<const vagus::store::watcher> ear;
    struct taken_back {
        message_id message;
        std::vector<vagus::store::delivery_ref> which;
        std::string receipt;
    };
    std::vector<taken_back> withdrawn;

    void expect_settle() override { settles_expected += 1; }
    void note(std::string_view kind, std::uint32_t /*input*/, std::optional<message_id> /*message*/,
              std::string bytes) override {
        notes.emplace_back(kind, std::move(bytes));
    }
    std::vector<std::pair<std::string, std::string>> notes;

    void pending_after(std::uint32_t output, vagus::store::delivery_ref after, std::size_t most,
                       std::size_t /*most_bytes*/, vagus::store::mailbox& box,
                       std::move_only_function<void(std::vector<vagus::store::queued_delivery>)> done) override {
        std::vector<vagus::store::queued_delivery> found;
        for (auto at = rows.upper_bound(after); at != rows.end() && found.size() < most; ++at) {
            if (at->second.state == vagus::store::delivery_state::pending && at->second.delivery.output == output)
                found.push_back(at->second.delivery);
        }
        std::vector<std::move_only_function<void()>> work;
        work.emplace_back([done = std::move(done), found = std::move(found)]() mutable { done(std::move(found)); });
        box.post(std::move(work));
    }
    void newest_delivery(vagus::store::mailbox& box,
                         std::move_only_function<void(vagus::store::delivery_ref)> done) override {
        std::vector<std::move_only_function<void()>> work;
        auto newest = rows.empty() ? vagus::store::delivery_ref{} : rows.rbegin()->first;
        work.emplace_back([done = std::move(done), newest]() mutable { done(newest); });
        box.post(std::move(work));
    }
    void undecided_dead(std::uint32_t output, std::size_t most, vagus::store::mailbox& box,
                        std::move_only_function<void(std::vector<vagus::store::dead_mark>)> done) override {
        std::vector<vagus::store::dead_mark> found;
        for (const auto& [at, each] : rows) {
            bool by_person = !each.attempts.empty() && each.attempts.back().result == vagus::store::outcome::by_person;
            bool ours = each.state == vagus::store::delivery_state::dead && each.delivery.output == output;
            if (ours && !by_person && found.size() < most)
                found.push_back({at, each.delivery.message, each.delivery.keys});
        }
        std::vector<std::move_only_function<void()>> work;
        work.emplace_back([done = std::move(done), found = std::move(found)]() mutable { done(std::move(found)); });
        box.post(std::move(work));
    }
    result<void, vagus::store::store_error> put_hold(std::uint32_t output,
                                                     std::optional<vagus::store::hold> what) override {
        if (what) {
            holds[output] = std::move(*what);
        } else {
            holds.erase(output);
        }
        return {};
    }
    std::optional<vagus::store::hold> hold_of(std::uint32_t output) const override {
        const auto found = holds.find(output);
        return found == holds.end() ? std::nullopt : std::optional{found->second};
    }
    std::map<std::uint32_t, vagus::store::hold> holds;
    void dead_letters(vagus::store::dead_query, vagus::store::mailbox&, page_of<vagus::store::dead_letter>) override {}
    void messages(vagus::store::message_query, vagus::store::mailbox&, page_of<message_id>) override {}
    void delivered(vagus::store::delivered_query, vagus::store::mailbox&,
                   page_of<vagus::store::delivered_row>) override {}
    void message_of(message_id, vagus::store::mailbox&,
                    std::move_only_function<void(std::optional<vagus::store::stored_message>)>) override {}
    void wire_events(std::uint32_t, std::size_t, vagus::store::mailbox&,
                     std::move_only_function<void(std::vector<vagus::store::wire_event>)>) override {}
    void wire_event_at(vagus::store::delivery_ref, vagus::store::mailbox&,
                       std::move_only_function<void(std::optional<vagus::store::wire_event>)>) override {}
    std::optional<std::string> position(std::uint32_t, std::string_view) const override { return {}; }
    void bound_memory(std::uint32_t, const vagus::store::memory_bounds&) override {}
    bool knows_memory(std::uint32_t) const override { return true; }
    std::optional<std::string> recalled(std::uint32_t, const vagus::store::memory_key& key) const override {
        const auto known = memory.find(key);
        return known == memory.end() ? std::nullopt : std::optional{known->second};
    }
    std::map<vagus::store::memory_key, std::string> memory;
    void go_on_from(std::uint32_t, vagus::store::reached, vagus::store::mailbox&, done_settle) override {}
    std::optional<vagus::store::open_series> waiting_series(std::uint32_t, std::uint64_t pointer) const override {
        const auto known = series.find(pointer);
        return known == series.end() ? std::nullopt : std::optional{known->second.about};
    }
    std::optional<vagus::store::open_series> overdue_series() const override { return overdue; }
    std::size_t open_fragments(std::uint32_t) const override { return series.size(); }
    void fragments_of(vagus::store::open_series which, vagus::store::mailbox& box,
                      std::move_only_function<void(vagus::store::series_bodies)> done) override {
        std::vector<std::move_only_function<void()>> work;
        work.emplace_back(
            [done = std::move(done), found = series[which.pointer]]() mutable { done(std::move(found)); });
        box.post(std::move(work));
    }
    std::map<std::uint64_t, vagus::store::series_bodies> series; // by pointer
    std::optional<vagus::store::open_series> overdue;

    vagus::store::queue_depth depth(std::uint32_t /*output*/) const override { return {}; }
    vagus::store::disk_room room() const override { return disk; }
    const vagus::store::store_meters& counted() const override { return meters; }
    vagus::store::store_meters meters;
    vagus::store::disk_room disk;
    bool hold_legally(std::uint32_t /*segment*/, bool /*held*/) override { return false; }
    void believe_clock() override {}
    void resolve(vagus::store::delivery_ref, vagus::store::delivery_state, std::string,
                 std::optional<vagus::store::new_message>, vagus::store::mailbox&,
                 std::move_only_function<void(result<bool, vagus::store::store_error>)>) override {}
    void on_undecided(std::function<void(const vagus::store::store_error&)> /*handler*/) override {}
    void close() override {}

  private:
    vagus::store::recovered recovered_;
    std::map<std::string, std::uint32_t> numbers_;
    std::map<std::uint32_t,
             std::pair<vagus::store::mailbox*, std::function<void(std::vector<vagus::store::queued_delivery>)>>>
        subscribers_;
    std::map<std::uint32_t,
             std::pair<vagus::store::mailbox*, std::function<void(std::vector<vagus::store::delivery_ref>)>>>
        resolved_;
    std::vector<std::move_only_function<void()>> held_;
    std::vector<std::pair<vagus::store::mailbox*, done_accept>> uncommitted_;
};

} // namespace vagus::tests
