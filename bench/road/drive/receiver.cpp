#include "drive/receiver.hpp"

#include "frames.hpp"

#include <sys/epoll.h>

#include <utility>

namespace road {
namespace {

void watch(int epoll, int fd) {
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.fd = fd;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted);
}

} // namespace

receiver::receiver(std::uint16_t port, int epoll, const messages& expected, bool by_rules, std::uint32_t output,
                   tally& count)
    : door_{listen_on(port)}
    , epoll_{epoll}
    , expected_{expected}
    , by_rules_{by_rules}
    , output_{output}
    , count_{count} {
    watch(epoll_, door_.fd());
}

bool receiver::ready(int fd) {
    if (fd == door_.fd()) {
        auto peer = accept_from(door_);
        if (peer.fd() < 0) return true;
        watch(epoll_, peer.fd());
        const auto key = peer.fd();
        connections_[key].peer = std::move(peer);
        return true;
    }
    const auto found = connections_.find(fd);
    if (found == connections_.end()) return false;
    auto& from = found->second;
    if (!from.in.read(from.peer)) {
        connections_.erase(found);
        return true;
    }
    for (auto frame = from.in.next(); !frame.empty(); frame = from.in.next()) take(from, frame);
    return true;
}

void receiver::take(connection& from, std::string_view frame) {
    const auto control = control_id(frame);
    const auto number = number_of(control);
    if (number && count_.known(*number)) {
        const bool unchanged = by_rules_ || frame.size() == expected_.frame_bytes(*number);
        count_.received(output_, *number, unchanged, steady_now());
    } else {
        count_.stranger();
    }
    // A peer that is gone shows at the next read; what it did not hear it sends again, and that is counted.
    static_cast<void>(from.peer.write(positive_answer(control)));
}

} // namespace road
