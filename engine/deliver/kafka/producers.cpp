#include "engine/deliver/kafka/producers.hpp"

#include <utility>

namespace vagus::deliver::kafka {

boost::asio::execution_context::id producers::id;

result<std::shared_ptr<producer>, std::string> producers::get(const properties& how, boost::asio::io_context& context) {
    auto& known = open_[how];
    if (auto there = known.lock(); there && !there->broken()) return there;
    auto made = producer::open(how, context);
    if (!made) return fail(std::move(made.error()));
    std::shared_ptr<producer> shared = std::move(*made);
    known = shared;
    return shared;
}

} // namespace vagus::deliver::kafka
