#include "drive/senders.hpp"

#include "frames.hpp"

#include <sys/epoll.h>

#include <stdexcept>

namespace road {

senders::senders(std::uint16_t port, std::uint32_t connections, std::uint32_t patients, int epoll, messages& source,
                 tally& count)
    : connections_(connections)
    , patients_{patients}
    , source_{source}
    , count_{count} {
    for (std::uint32_t i = 0; i < connections; ++i) {
        auto& made = connections_[i];
        made.peer = connect_to(port);
        made.first_patient = i;
        const auto fd = static_cast<std::size_t>(made.peer.fd());
        if (by_fd_.size() <= fd) by_fd_.resize(fd + 1, -1);
        by_fd_[fd] = static_cast<std::int32_t>(i);
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.fd = made.peer.fd();
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, made.peer.fd(), &wanted);
    }
}

void senders::start() {
    due_ = steady_now();
    for (auto& each : connections_) go_on(each);
}

void senders::tick(nanoseconds now) {
    if (every_ == 0 || stopped_) return;
    for (; due_ <= now && !idle_.empty(); due_ += every_) {
        auto& next = *idle_.front();
        idle_.pop_front();
        send_next(next, due_);
    }
}

void senders::go_on(connection& by) {
    if (every_ != 0) {
        idle_.push_back(&by);
    } else if (!stopped_) {
        send_next(by, steady_now());
    }
}

bool senders::ready(int fd) {
    const auto place = static_cast<std::size_t>(fd);
    if (place >= by_fd_.size() || by_fd_[place] < 0) return false;
    auto& by = connections_[static_cast<std::size_t>(by_fd_[place])];
    if (!by.in.read(by.peer)) throw std::runtime_error{"the engine closed a sender's connection"};
    const auto answer = by.in.next();
    if (answer.empty()) return true;
    const auto positive = answer.find("\rMSA|AA|" + control_of(by.in_flight)) != std::string_view::npos;
    count_.answered(by.in_flight, positive, steady_now());
    go_on(by);
    return true;
}

// Connection c of n sends about patients c, c + n, c + 2n, ...: no patient has two senders, so order can be judged by
// number.
void senders::send_next(connection& by, nanoseconds due) {
    if (left_ == 0) return;
    --left_;
    const auto step = static_cast<std::uint32_t>(connections_.size());
    const auto patient = (by.first_patient + by.turn * step) % patients_;
    by.turn = by.first_patient + (by.turn + 1) * step < patients_ ? by.turn + 1 : 0;
    by.in_flight = count_.sent(patient, due);
    if (!by.peer.write(source_.frame(by.in_flight, patient)))
        throw std::runtime_error{"a sender could not write its message"};
}

} // namespace road
