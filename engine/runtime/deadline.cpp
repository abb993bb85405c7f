#include "engine/runtime/deadline.hpp"

#include <boost/asio/steady_timer.hpp>

namespace vagus::runtime {

using time_point = std::chrono::steady_clock::time_point;

struct deadline::state {
    explicit state(boost::asio::ip::tcp::socket& s)
        : timer{s.get_executor()}
        , socket{&s} {}

    boost::asio::steady_timer timer;
    boost::asio::ip::tcp::socket* socket; // null once the deadline is gone
    time_point due = time_point::max();
    time_point armed = time_point::max(); // when the timer will fire; max: it sleeps for good
    bool passed = false;
};

deadline::deadline(boost::asio::ip::tcp::socket& socket)
    : state_{std::make_shared<state>(socket)} {}

deadline::~deadline() {
    state_->socket = nullptr;
    state_->timer.cancel();
}

void deadline::arm(const std::shared_ptr<state>& s) {
    s->armed = s->due;
    s->timer.expires_at(s->due); // cancels an earlier wait
    s->timer.async_wait([s](const boost::system::error_code& failed) {
        if (failed || s->socket == nullptr) return;
        s->armed = time_point::max();
        if (s->due == time_point::max()) return;
        if (std::chrono::steady_clock::now() < s->due) return arm(s);
        s->passed = true;
        s->due = time_point::max();
        boost::system::error_code ignored; // a socket that cannot be cancelled is closed already
        s->socket->cancel(ignored);
    });
}

void deadline::expires_after(std::chrono::steady_clock::duration span) {
    state_->passed = false;
    state_->due = std::chrono::steady_clock::now() + span;
    if (state_->due < state_->armed) arm(state_);
}

void deadline::off() {
    state_->passed = false;
    state_->due = time_point::max();
}

bool deadline::passed() const {
    return state_->passed;
}

} // namespace vagus::runtime
