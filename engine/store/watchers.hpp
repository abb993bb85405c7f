// Who waits for deliveries to be settled: told after the commit that settled them. Thread rule: the writer thread.
#pragma once

#include "engine/store/store.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace vagus::store {

class outbox;

class watchers {
  public:
    // Told once, when `at` is no longer pending. Whoever lost interest by then has let its handler go.
    void add(delivery_ref at, mailbox& box, std::weak_ptr<const watcher> whom);
    void stage(delivery_ref at, std::uint32_t output, delivery_state state, const std::string& answer);
    void hand_out(outbox& out);
    void committed(); // what was added and staged is durable
    // As if nothing had happened to deliveries of these segments since committed().
    void roll_back(const std::vector<std::uint32_t>& segments);
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

  private:
    struct place {
        mailbox* box;
        std::weak_ptr<const watcher> whom;
        std::uint64_t group = 0; // that added it
    };
    struct letter {
        place to;
        settlement what;
    };
    using places = std::multimap<delivery_ref, place>;
    places waiting_; // an end for each: what is pending is settled one day
    std::vector<letter> staged_;
    places told_; // since committed()
    std::uint64_t group_ = 0;
};

} // namespace vagus::store
