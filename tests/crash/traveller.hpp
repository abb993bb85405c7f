// Who walks the road: asks the store for one thing at a time, waits for the answer, writes down what was promised.
#pragma once

#include "tests/crash/road.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace vagus::crash {

// Runs callbacks in the very moment they are posted: whoever is answered too early is believed at once.
class doorstep final : public store::mailbox {
  public:
    void post(std::vector<std::move_only_function<void()>> work) override;
    // Waits until `answered` is true; every answer of the store looks. False after ten seconds.
    bool wait(const std::function<bool()>& answered);
    template <class Change> void with(Change change) {
        std::scoped_lock hold{mutex_};
        change();
    }

  private:
    std::mutex mutex_;
    std::condition_variable came_;
};

// The disk of the power supply: full when that says so.
class power_disk final : public store::disk {
  public:
    std::optional<std::uint64_t> free_bytes(const std::filesystem::path& folder) override;
    bool read_only(const std::filesystem::path& folder) override;
    bool reserve(const std::filesystem::path& file, std::uint64_t bytes) override;
    bool release(const std::filesystem::path& file) override;

  private:
    std::atomic<std::uint64_t> held_ = 0;
};

class traveller {
  public:
    explicit traveller(const std::filesystem::path& folder);

    [[nodiscard]] bool fine() const { return store_ != nullptr && !failed_; }
    [[nodiscard]] std::uint32_t name(store::name_kind kind, const std::string& text);
    void subscribe(std::uint32_t output);

    // Asks for all of them before it waits: they may share a commit.
    void accept(std::vector<store::new_message> messages);
    // One fragment of the message of which others may have come; the last one, with pointer `to` 0, brings the whole.
    void fragment(store::new_message part, std::uint64_t of, std::uint64_t to, std::optional<store::new_message> whole);
    void settle(store::delivery_ref at, store::delivery_state to, bool awaited, const std::string& answer);
    // Settled as delivered, and `brings` enters with that.
    void answer(store::delivery_ref at, store::new_message brings);
    void resolve(store::delivery_ref at, store::delivery_state to, std::optional<store::new_message> replacement);
    void hold(std::uint32_t output, const std::string& reason); // "": released
    void begin(const std::string& revision);
    void note(const std::string& bytes) {
        if (fine()) store_->note("garbage", 1, std::nullopt, bytes);
    }
    void close();

    // Deliveries handed out so far, in order.
    [[nodiscard]] std::vector<store::delivery_ref> handed_out(std::uint32_t output);
    // Acknowledged last; nothing: none was.
    [[nodiscard]] std::optional<message_id> last_message();
    [[nodiscard]] promises given();

  private:
    void settle(store::attempt what, bool awaited);
    void came_to(const std::string& where);
    // True: it was done. A full disk is no failure: the answer says that nothing was.
    template <class Answer> [[nodiscard]] bool went_well(const Answer& got) {
        if (got) return true;
        bool full = got.error().what == store::store_error::kind::full;
        given_.turned_away += full ? 1 : 0;
        failed_ = failed_ || !full;
        return false;
    }

    doorstep door_;
    power_disk disk_;
    std::unique_ptr<vagus::store::store> store_;
    promises given_;
    bool failed_ = false;
};

} // namespace vagus::crash
