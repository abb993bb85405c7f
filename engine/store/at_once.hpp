// Answers of the writer to who waits for them within the store: they run on its thread.
#pragma once

#include "engine/store/store.hpp"

#include <functional>
#include <vector>

namespace vagus::store {

class at_once final : public mailbox {
  public:
    void post(std::vector<std::move_only_function<void()>> work) override {
        for (auto& each : work) each();
    }
};

} // namespace vagus::store
