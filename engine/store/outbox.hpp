// Callbacks gathered for one post per mailbox. Thread rule: one thread.
#pragma once

#include "engine/store/store.hpp"

#include <functional>
#include <utility>
#include <vector>

namespace vagus::store {

class outbox {
  public:
    void put(mailbox& box, std::move_only_function<void()> work);
    void post(); // everything, and is empty again

  private:
    // As many as there are I/O threads: a handful.
    std::vector<std::pair<mailbox*, std::vector<std::move_only_function<void()>>>> letters_;
};

} // namespace vagus::store
