#include "engine/deliver/kafka/producer.hpp"

#include "engine/runtime/kafka/client.hpp"

#include <boost/asio/post.hpp>

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace vagus::deliver::kafka {
namespace {

// librdkafka hands out reports in batches; after this many events others of the thread get their turn.
constexpr int events_at_once = 16;
constexpr std::uint64_t one = 1; // what librdkafka writes into the eventfd: an event is there

const char* words_of(rd_kafka_resp_err_t error) {
    return rd_kafka_err2str(error);
}

rd_kafka_vu_t part(rd_kafka_vtype_t kind) {
    rd_kafka_vu_t made{};
    made.vtype = kind;
    return made;
}

rd_kafka_vu_t bytes(rd_kafka_vtype_t kind, std::string_view what) {
    auto made = part(kind);
    // librdkafka only reads what it was not told to free.
    made.u.mem.ptr = const_cast<char*>(what.data());
    made.u.mem.size = what.size();
    return made;
}

rd_kafka_resp_err_t produce(rd_kafka_t* to, const std::string& topic, const producer::record& what,
                            rd_kafka_headers_t* headers, void* opaque) {
    std::array parts{part(RD_KAFKA_VTYPE_TOPIC), bytes(RD_KAFKA_VTYPE_VALUE, *what.body),
                     bytes(RD_KAFKA_VTYPE_KEY, what.key.empty() ? std::string_view{} : what.key),
                     part(RD_KAFKA_VTYPE_HEADERS), part(RD_KAFKA_VTYPE_OPAQUE)};
    parts[0].u.cstr = topic.c_str();
    parts[3].u.headers = headers;
    parts[4].u.ptr = opaque;
    auto* refused = rd_kafka_produceva(to, parts.data(), parts.size());
    if (refused == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
    const auto error = rd_kafka_error_code(refused);
    rd_kafka_error_destroy(refused);
    // A producer that is broken says what broke it, whatever is asked of it.
    const bool broken = rd_kafka_fatal_error(to, nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR;
    return broken ? RD_KAFKA_RESP_ERR__FATAL : error;
}

} // namespace

void producer::destroy::operator()(rd_kafka_t* handle) const {
    // What is still there has nobody to be reported to; without this, destroying would wait for it.
    rd_kafka_purge(handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
    rd_kafka_destroy(handle);
}

void producer::destroy::operator()(rd_kafka_queue_t* queue) const {
    rd_kafka_queue_io_event_enable(queue, -1, nullptr, 0);
    rd_kafka_queue_destroy(queue);
}

result<std::unique_ptr<producer>, std::string> producer::open(const properties& how, boost::asio::io_context& context) {
    const int wake = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (wake < 0) return fail(std::string{"no file descriptor is left"});
    auto handle = vagus::kafka::make_client(RD_KAFKA_PRODUCER, how, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR);
    if (handle) return std::unique_ptr<producer>{new producer{*handle, wake, context}};
    ::close(wake);
    return fail(std::move(handle.error()));
}

producer::producer(rd_kafka_t* handle, int wake, boost::asio::io_context& context)
    : context_{context}
    , wake_{context, wake}
    , alive_{std::make_shared<producer*>(this)}
    , handle_{handle}
    , events_{rd_kafka_queue_get_main(handle)} {
    rd_kafka_queue_io_event_enable(events_.get(), wake, &one, sizeof one);
    drain_later(); // what came before the line above wrote nothing
}

producer::~producer() = default;

void producer::add(std::weak_ptr<listener> to) {
    std::erase_if(listeners_, [](const auto& each) { return each.expired(); });
    listeners_.push_back(std::move(to));
}

rd_kafka_resp_err_t producer::send(const record& what, std::weak_ptr<listener> to, std::uint64_t ticket) {
    auto* headers = rd_kafka_headers_new(what.headers.size());
    for (const auto& [name, value] : what.headers)
        rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                            static_cast<ssize_t>(value.size()));
    auto& sent = flights_.emplace_back();
    sent = {what.body, std::move(to), ticket, std::prev(flights_.end())};
    const std::string topic{what.topic};
    const auto failed = produce(handle_.get(), topic, what, headers, &sent);
    if (failed == RD_KAFKA_RESP_ERR_NO_ERROR) return failed; // it owns the headers now
    rd_kafka_headers_destroy(headers);
    flights_.pop_back();
    if (failed == RD_KAFKA_RESP_ERR__FATAL) note_fatal();
    return failed;
}

void producer::purge() {
    ++taken_back_;
    rd_kafka_purge(handle_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

void producer::abandon() {
    ++taken_back_;
    rd_kafka_purge(handle_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

void producer::watch() {
    wake_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [self = std::weak_ptr{alive_}](const boost::system::error_code& ended) {
                         auto here = self.lock();
                         if (ended || !here) return;
                         std::uint64_t count = 0;
                         // What was written only says "look".
                         (void)::read((*here)->wake_.native_handle(), &count, sizeof count);
                         (*here)->drain();
                     });
}

void producer::drain() {
    for (int i = 0; i < events_at_once; ++i) {
        auto* event = rd_kafka_queue_poll(events_.get(), 0);
        if (event == nullptr) return watch();
        take(event);
        rd_kafka_event_destroy(event);
    }
    drain_later();
}

// The descriptor tells of the first event in an empty queue only.
void producer::drain_later() {
    boost::asio::post(context_, [self = std::weak_ptr{alive_}] {
        if (auto here = self.lock()) (*here)->drain();
    });
}

void producer::take(rd_kafka_event_t* event) {
    switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_DR: return take_reports(event);
    case RD_KAFKA_EVENT_ERROR: return take_error(event);
    default: return;
    }
}

void producer::take_reports(rd_kafka_event_t* event) {
    while (const auto* message = rd_kafka_event_message_next(event)) {
        auto* about = static_cast<flight*>(message->_private);
        auto to = about->to.lock();
        const auto ticket = about->ticket;
        flights_.erase(about->self);
        if (message->err == RD_KAFKA_RESP_ERR__FATAL) note_fatal();
        if (!to) continue;
        to->delivered(ticket, {message->err, rd_kafka_message_status(message), message->partition, message->offset});
    }
    for_each_listener([](listener& each) { each.room(); });
}

void producer::take_error(rd_kafka_event_t* event) {
    const auto error = rd_kafka_event_error(event);
    if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
        if (trouble_.empty()) trouble_ = words_of(error);
        return for_each_listener([this](listener& each) { each.down(trouble_); });
    }
    if (error != RD_KAFKA_RESP_ERR__FATAL) {
        trouble_ = rd_kafka_event_error_string(event);
        return;
    }
    note_fatal();
    for_each_listener([this](listener& each) { each.down(trouble_); });
}

void producer::note_fatal() {
    if (std::exchange(broken_, true)) return;
    std::array<char, 512> why{};
    (void)rd_kafka_fatal_error(handle_.get(), why.data(), why.size());
    trouble_ = why.data();
    abandon(); // it would keep what has no broker yet for ever
}

template <class F> void producer::for_each_listener(F&& tell) {
    for (const auto& each : listeners_)
        if (auto to = each.lock()) tell(*to);
}

} // namespace vagus::deliver::kafka
