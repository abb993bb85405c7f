// The producers of one I/O thread: outputs whose cluster settings are equal share one. A service of the thread's
// context, so that it lives exactly as long as what it shares among.
#pragma once

#include "engine/deliver/kafka/producer.hpp"

#include <boost/asio/execution_context.hpp>

#include <map>
#include <memory>
#include <string>

namespace vagus::deliver::kafka {

class producers final : public boost::asio::execution_context::service {
  public:
    static boost::asio::execution_context::id id;
    explicit producers(boost::asio::execution_context& of)
        : service{of} {}

    // The one that is there, or a new one where none is or the last is broken. It goes with the last that holds it.
    [[nodiscard]] result<std::shared_ptr<producer>, std::string> get(const properties& how,
                                                                     boost::asio::io_context& context);

  private:
    void shutdown() override { open_.clear(); }
    std::map<properties, std::weak_ptr<producer>> open_;
};

} // namespace vagus::deliver::kafka
