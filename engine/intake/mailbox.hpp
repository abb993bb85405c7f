// The store's callbacks, run on an I/O thread: one post per group commit.
#pragma once

#include "engine/store/store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace vagus::intake {

class io_mailbox final : public store::mailbox {
  public:
    explicit io_mailbox(boost::asio::io_context& where)
        : where_{where} {}

    void post(std::vector<std::move_only_function<void()>> work) override {
        boost::asio::post(where_, [work = std::move(work)]() mutable {
            for (auto& item : work) item();
        });
    }

  private:
    boost::asio::io_context& where_;
};

} // namespace vagus::intake
