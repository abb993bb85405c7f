#include "engine/deliver/kafka/pipeline.hpp"

#include "engine/deliver/kafka/producers.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <utility>

namespace vagus::deliver::kafka {
namespace {

using namespace std::chrono_literals;

// A stop lets what is on its way arrive, but does not wait for brokers that are away.
constexpr auto stop_grace = 5s;
constexpr auto abandon_every = 1s;
constexpr std::size_t longest_topic = 249; // Kafka's own bound

class pipeline final : public queue::pipeline, private producer::listener {
  public:
    pipeline(properties how, boost::asio::io_context& context, owner& to,
             std::function<void(const std::string&)> remark)
        : how_{std::move(how)}
        , context_{context}
        , to_{to}
        , remark_{std::move(remark)}
        , again_{context}
        , me_{static_cast<producer::listener*>(this), [](producer::listener*) {}} {}

    bool send(const store::queued_delivery& delivery, std::uint64_t ticket) override {
        if (must_wait()) {
            full_ = true;
            return false;
        }
        if (auto failed = ready(); !failed.empty()) return conclude(ticket, unsent(std::move(failed)));
        auto beside = routes::decode_attributes(delivery.attributes);
        if (!beside) return conclude(ticket, refusal(std::move(beside.error())));
        const auto id = to_text(delivery.message);
        const auto record = record_of(delivery, *beside, id);
        if (record.topic.empty() || record.topic.size() > longest_topic)
            return conclude(ticket, refusal("the topic's name is empty or longer than 249 characters"));

        const auto failed = producer_->send(record, me_, ticket);
        switch (failed) {
        case RD_KAFKA_RESP_ERR_NO_ERROR:
            ++aboard_;
            newest_ = producer_->taken_back();
            return true;
        case RD_KAFKA_RESP_ERR__QUEUE_FULL: full_ = true; return false;
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
            return conclude(ticket, refusal("it is longer than max_message of this output"));
        case RD_KAFKA_RESP_ERR__INVALID_ARG: return conclude(ticket, refusal("its topic, key or headers are no good"));
        case RD_KAFKA_RESP_ERR__FATAL: return conclude(ticket, unsent(producer_->trouble()));
        default: return conclude(ticket, unsent(rd_kafka_err2str(failed)));
        }
    }

    void purge() override {
        if (producer_) producer_->purge();
    }
    void abandon() override {
        if (producer_) producer_->abandon();
    }
    void stop() override {
        stopped_ = true;
        keep_abandoning(stop_grace);
    }

  private:
    // What was not sent is not overtaken. A broken producer is let go when it has reported all it had: with it goes the
    // news of what it still has. And when something was taken back, by this output or by another that shares the
    // producer, what is aboard is waited for, and then for one that goes alone: it may still be taken, on a thread of
    // librdkafka's, and those behind it would overtake it.
    [[nodiscard]] bool must_wait() const {
        return untold_ > 0 || (aboard_ > 0 && (producer_->broken() || producer_->taken_back() != past_));
    }
    // Empty when there is a producer that can send; else why there is none.
    std::string ready() {
        if (producer_ && !producer_->broken()) return {};
        auto made = boost::asio::use_service<producers>(context_).get(how_, context_);
        if (!made) return "librdkafka cannot be set up: " + made.error();
        producer_ = std::move(*made);
        past_ = newest_ = 0;
        producer_->add(me_);
        return {};
    }

    static producer::record record_of(const store::queued_delivery& delivery, const routes::attributes& beside,
                                      std::string_view id) {
        producer::record made;
        made.body = delivery.body;
        made.headers.reserve(beside.size());
        for (const auto& each : beside) {
            if (each.name == topic_attribute) made.topic = each.value;
            if (each.name == key_attribute) made.key = each.value;
            if (each.name.starts_with(header_prefix))
                made.headers.emplace_back(std::string_view{each.name}.substr(header_prefix.size()), each.value);
        }
        made.headers.emplace_back("vagus-message-id", id);
        return made;
    }

    static queue::attempt_result unsent(std::string words) {
        queue::attempt_result result;
        result.what = queue::attempt_result::kind::connection;
        result.bytes = std::move(words);
        return result;
    }

    // Reports what was decided here, but not from within send().
    bool conclude(std::uint64_t ticket, queue::attempt_result result) {
        ++untold_;
        boost::asio::post(context_, [this, still = std::weak_ptr{me_}, ticket, result = std::move(result)]() mutable {
            if (still.expired()) return;
            --untold_;
            to_.reported(ticket, std::move(result), false);
            room();
        });
        return true;
    }

    // Until all is reported: librdkafka passes over what is on its way from one broker's thread to another's. Not of a
    // producer that took the place of a broken one: what that has is to be sent.
    void keep_abandoning(std::chrono::steady_clock::duration after) {
        again_.expires_after(after);
        again_.async_wait([this, still = std::weak_ptr{me_}](const boost::system::error_code& cut) {
            if (cut || still.expired() || aboard_ == 0 || !(stopped_ || producer_->broken())) return;
            abandon();
            keep_abandoning(abandon_every);
        });
    }

    void delivered(std::uint64_t ticket, const delivery_report& what) override {
        if (--aboard_ == 0) past_ = newest_;
        if (what.error == RD_KAFKA_RESP_ERR_NO_ERROR && std::exchange(troubled_, false)) remark_({});
        const bool tell = troubled_ || what.error == RD_KAFKA_RESP_ERR__FATAL;
        to_.reported(ticket, verdict_of(what, tell ? producer_->trouble() : std::string{}), true);
    }
    void room() override {
        if (std::exchange(full_, false)) to_.room();
    }
    void down(const std::string& why) override {
        troubled_ = true;
        remark_(why);
        to_.down(why);
        if (producer_->broken()) keep_abandoning(abandon_every);
    }

    properties how_;
    boost::asio::io_context& context_;
    owner& to_;
    std::function<void(const std::string&)> remark_;
    std::shared_ptr<producer> producer_;
    boost::asio::steady_timer again_;
    std::size_t aboard_ = 0;   // given to producer_ and not reported
    std::size_t untold_ = 0;   // decided in send(), and not yet reported
    std::uint64_t newest_ = 0; // how often the producer had taken back when the last was given to it
    std::uint64_t past_ = 0;   // the takings that nothing given from now on can suffer
    bool full_ = false;        // send() was false
    bool troubled_ = false;
    bool stopped_ = false;
    std::shared_ptr<producer::listener> me_; // owns nothing: tells whether this is still there
};

} // namespace

std::unique_ptr<queue::pipeline> make_pipeline(properties how, boost::asio::io_context& context,
                                               queue::pipeline::owner& to,
                                               std::function<void(const std::string&)> remark) {
    return std::make_unique<pipeline>(std::move(how), context, to, std::move(remark));
}

} // namespace vagus::deliver::kafka
