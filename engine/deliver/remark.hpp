// What an output has to say about itself in `vagus status`: that the server does not offer what is sent to it, say.
#pragma once

#include <mutex>
#include <string>
#include <utility>

namespace vagus::deliver {

// Any thread. Words for people, without field values; empty: nothing to say.
class remark {
  public:
    void set(std::string words) {
        std::lock_guard hold{guard_};
        words_ = std::move(words);
    }
    [[nodiscard]] std::string get() const {
        std::lock_guard hold{guard_};
        return words_;
    }

  private:
    mutable std::mutex guard_;
    std::string words_;
};

} // namespace vagus::deliver
