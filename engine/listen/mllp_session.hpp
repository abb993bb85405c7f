// One sender's connection: a coroutine that reads top to bottom. Frame in, message stored, answer out, again.
#pragma once

#include "engine/listen/mllp.hpp"
#include "engine/listen/port_session.hpp"
#include "parsers/mllp/decoder.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <optional>
#include <string>

namespace vagus::listen {

class mllp_session final : public port_session {
  public:
    mllp_session(boost::asio::ip::tcp::socket peer, port_service& service, const mllp_listener& how,
                 store::mailbox& box);

  private:
    enum class go : std::uint8_t { on, end };

    [[nodiscard]] boost::asio::awaitable<void> converse() override;
    [[nodiscard]] bool inside_message() const override { return frames_.inside_frame(); }
    // A frame or one that is too long; nothing: the connection is over.
    [[nodiscard]] boost::asio::awaitable<std::optional<mllp::event>> read();
    // Until the store takes messages again, or the engine stops.
    [[nodiscard]] boost::asio::awaitable<void> room_in_the_store();
    [[nodiscard]] boost::asio::awaitable<intake::verdict> take(mllp::event arrived);
    // A batch: its messages one by one.
    [[nodiscard]] boost::asio::awaitable<go> take_batch(std::string bytes);
    [[nodiscard]] boost::asio::awaitable<go> respond(intake::verdict verdict);
    [[nodiscard]] bool is_commit(const mllp::event& arrived);
    void note_stray(std::string bytes);
    void broken(std::string reason);

    const mllp_listener& how_;
    mllp::decoder frames_;
    std::size_t batch_ = 0; // bytes of the batch in hand
    bool begun_ = false;    // bytes have come
    bool gone_ = false;     // the peer sends no more
};

} // namespace vagus::listen
