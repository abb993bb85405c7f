// One librdkafka producer. Its events come through a file descriptor on the I/O thread: no thread polls.
// Thread rule: the context's thread; librdkafka's own threads stay behind this header.
#pragma once

#include "base/result.hpp"
#include "engine/deliver/kafka/cluster.hpp"
#include "engine/deliver/kafka/verdict.hpp"
#include "routes/attributes.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::deliver::kafka {

class producer {
  public:
    class listener {
      public:
        virtual void delivered(std::uint64_t ticket, const delivery_report& what) = 0;
        virtual void room() = 0;                       // reports came in: a queue that was full may take more
        virtual void down(const std::string& why) = 0; // no broker can be reached

      protected:
        ~listener() = default;
    };
    struct record {
        std::string_view topic;
        std::string_view key; // empty: none
        std::shared_ptr<const std::string> body;
        std::vector<std::pair<std::string_view, std::string_view>> headers;
    };

    // Fails for settings that librdkafka refuses; the error says which.
    [[nodiscard]] static result<std::unique_ptr<producer>, std::string> open(const properties& how,
                                                                             boost::asio::io_context& context);
    ~producer();
    producer(const producer&) = delete;
    producer& operator=(const producer&) = delete;

    // Listeners that are gone are passed over.
    void add(std::weak_ptr<listener> to);
    // NO_ERROR: a report will come. Everything else is librdkafka's reason, and none will.
    [[nodiscard]] rd_kafka_resp_err_t send(const record& what, std::weak_ptr<listener> to, std::uint64_t ticket);
    void purge();   // of all listeners: what has not left
    void abandon(); // and what is on its way
    // How often that was asked for. It goes on for a while on librdkafka's threads, and takes what is sent meanwhile.
    [[nodiscard]] std::uint64_t taken_back() const { return taken_back_; }
    // It can send nothing any more; what is on its way is reported, then it must go.
    [[nodiscard]] bool broken() const { return broken_; }
    [[nodiscard]] const std::string& trouble() const { return trouble_; }
    [[nodiscard]] rd_kafka_t* handle() const { return handle_.get(); }

  private:
    // What must stay in place until its report: the body is not copied.
    struct flight {
        std::shared_ptr<const std::string> body;
        std::weak_ptr<listener> to;
        std::uint64_t ticket = 0;
        std::list<flight>::iterator self;
    };
    struct destroy {
        void operator()(rd_kafka_t* handle) const;
        void operator()(rd_kafka_queue_t* queue) const;
    };

    producer(rd_kafka_t* handle, int wake, boost::asio::io_context& context);
    void watch();
    void drain();
    void drain_later();
    void take(rd_kafka_event_t* event);
    void take_reports(rd_kafka_event_t* event);
    void take_error(rd_kafka_event_t* event);
    void note_fatal();
    template <class F> void for_each_listener(F&& tell);

    boost::asio::io_context& context_;
    boost::asio::posix::stream_descriptor wake_;
    std::list<flight> flights_; // outlives the handle: its threads read the bodies
    std::vector<std::weak_ptr<listener>> listeners_;
    std::string trouble_; // the last error of a broker
    bool broken_ = false;
    std::uint64_t taken_back_ = 0;
    std::shared_ptr<producer*> alive_; // for handlers that are called after the end
    std::unique_ptr<rd_kafka_t, destroy> handle_;
    std::unique_ptr<rd_kafka_queue_t, destroy> events_;
};

} // namespace vagus::deliver::kafka
