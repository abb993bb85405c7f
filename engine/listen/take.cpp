#include "engine/listen/take.hpp"

#include <utility>

namespace vagus::listen {

boost::asio::awaitable<taken> take(door in, std::string_view peer, std::string bytes, std::size_t beside,
                                   progress with) {
    const auto reached = [&with](bool refused) { return with ? std::optional{with(refused)} : std::nullopt; };
    auto was = intake::decode(bytes, in.from.reading);
    if (!was) {
        auto why = std::move(was.error());
        auto said = co_await in.into.refuse(in.from, peer, std::move(bytes), std::move(why), in.box, reached(true));
        co_return taken{std::move(said), true};
    }
    // While the message is in hand its bytes count too, beside those already read behind it.
    in.share.hold(beside + bytes.size() + was->bytes.size());
    auto message = hl7::message::parse(std::move(bytes), in.from.parsing, was->set);
    if (message) {
        auto said = co_await in.into.accept(in.from, peer, std::move(*message), std::move(*was), in.box, in.share,
                                            reached(false));
        co_return taken{std::move(said), false};
    }
    if (was->set != nullptr) bytes = std::move(was->bytes);
    if (charset::looks_like_utf16(bytes))
        message.error() = {0, "the character set",
                           "one of single bytes or UTF-8: characters of UTF-16 can hold the bytes that end a frame; "
                           "`charset: { force: UTF-16 }` takes that risk"};
    auto why = std::move(message.error());
    auto said = co_await in.into.refuse(in.from, peer, std::move(bytes), std::move(why), in.box, reached(true));
    co_return taken{std::move(said), true};
}

} // namespace vagus::listen
